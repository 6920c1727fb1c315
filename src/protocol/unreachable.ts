import { Unavailable } from '../model/errors/Unavailable.js';
import type { Redact } from './redact.js';

/**
 * Turns what the network layer threw into an {@link Unavailable}. Its errors may hold the request, and with it the API key:
 * of the one at the root only the message, redacted, and the facts of system errors become the cause.
 */
export const unreachable = (operation: string, origin: string, thrown: unknown, redact: Redact): Unavailable => {
  const root = rootOf(thrown);
  const { code, message } = root;
  const serviceMessage = `no connection with ${origin}${code === '' ? `: ${redact(message)}` : ''}`;
  const cause = Object.assign(new Error(redact(message)), code === '' ? {} : { code });
  return new Unavailable({ operation, code, serviceMessage, requestId: '' }, cause);
};

const rootOf = (thrown: unknown): { readonly code: string; readonly message: string } => {
  if (!(thrown instanceof Error)) return { code: '', message: String(thrown) };
  if ('code' in thrown && typeof thrown.code === 'string') return { code: thrown.code, message: thrown.message };
  return thrown.cause === undefined ? { code: '', message: thrown.message } : rootOf(thrown.cause);
};
