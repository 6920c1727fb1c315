import { Unavailable } from '../model/errors/Unavailable.js';

/**
 * Turns what the network layer threw into an {@link Unavailable}. The system's own error becomes its cause; other errors of
 * the network layer may hold the request, and with it the API key: of them only the message is kept, redacted.
 */
export const unreachable = (
  operation: string,
  origin: string,
  thrown: unknown,
  redact: (text: string) => string,
): Unavailable => {
  const root = rootOf(thrown);
  const code = root instanceof Error && 'code' in root && typeof root.code === 'string' ? root.code : '';
  const reason = code === '' && root instanceof Error ? `: ${redact(root.message)}` : '';
  const facts = { operation, code, serviceMessage: `no connection with ${origin}${reason}`, requestId: '' };
  return new Unavailable(facts, code === '' ? undefined : root);
};

const rootOf = (thrown: unknown): unknown =>
  thrown instanceof Error && !('code' in thrown) && thrown.cause !== undefined ? rootOf(thrown.cause) : thrown;
