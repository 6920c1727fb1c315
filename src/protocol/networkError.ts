import { neverConnected, type SystemFacts } from '../model/errors/neverConnected.js';
import { Unavailable } from '../model/errors/Unavailable.js';
import { oneLine } from '../model/errors/describe.js';
import type { Redact } from './redact.js';

/**
 * Turns what the network layer threw into an {@link Unavailable}. Its errors may hold the request, and with it the API key:
 * of the one at the root only the message, redacted, and the facts of system errors become the cause.
 */
export const networkError = (operation: string, origin: string, thrown: unknown, redact: Redact): Unavailable => {
  const root = rootOf(thrown);
  const [code, syscall, message] = [root.code, root.syscall, root.message].map(redact) as [string, string, string];
  const serviceMessage = `${whatHappened({ code, syscall }, origin)}${code === '' ? `: ${message}` : ''}`;
  const cause = Object.assign(new Error(oneLine(message)), code !== '' && { code }, syscall !== '' && { syscall });
  return new Unavailable({ operation, code, serviceMessage, requestId: '' }, { cause });
};

/** What no answer means: where it broke off, the service may have done what it was asked for. */
const whatHappened = (error: SystemFacts, origin: string): string => {
  if (neverConnected(error)) return `no connection with ${origin}`;
  return error.code === '' ? `the request to ${origin} failed` : `the connection with ${origin} broke off`;
};

interface Root {
  readonly code: string;
  readonly syscall: string;
  readonly message: string;
}

/** Causes that go deeper go in a circle. */
const deepest = 10;

const rootOf = (thrown: unknown, depth = 0): Root => {
  const code = text(thrown, 'code', /^[A-Z][A-Z\d_]+$/);
  const { errors, cause } = Object(thrown) as { errors?: unknown; cause?: unknown };
  // Of several addresses: one that may have been connected tells more than those that were not.
  const members = Array.isArray(errors) && depth < deepest ? errors.map((member) => rootOf(member, depth + 1)) : [];
  const [first] = members;
  if (first !== undefined) {
    const all = members.map(({ message }) => message).join('; ');
    return members.find((one) => !neverConnected(one)) ?? { ...first, message: all };
  }
  if (code === '' && cause !== undefined && depth < deepest) return rootOf(cause, depth + 1);
  return { code, syscall: text(thrown, 'syscall', /^[a-z]\w*$/), message: text(thrown, 'message') || describe(thrown) };
};

// Not `instanceof`: the errors of the system come from another realm where tests run in one of their own.
const text = (thrown: unknown, key: string, pattern = /./): string => {
  const value = (Object(thrown) as Record<string, unknown>)[key];
  return typeof value === 'string' && pattern.test(value) ? value : '';
};

const describe = (value: unknown): string => {
  try {
    return String(value);
  } catch {
    return `a value of type ${typeof value}`;
  }
};
