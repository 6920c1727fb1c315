import { Unavailable } from '../model/errors/Unavailable.js';

/** Turns what the network layer threw into an {@link Unavailable}; the system's own error becomes its cause. */
export const unreachable = (operation: string, origin: string, thrown: unknown): Unavailable => {
  const system = systemError(thrown);
  const code = system?.code ?? '';
  return new Unavailable(
    { operation, code, serviceMessage: `no connection with ${origin}${code ? '' : ' (no code given)'}`, requestId: '' },
    // Other errors of the network layer may hold the request, and with it the API key.
    system,
  );
};

type SystemError = Error & { readonly code: string };

const systemError = (thrown: unknown): SystemError | undefined => {
  if (!(thrown instanceof Error)) return undefined;
  return 'code' in thrown && typeof thrown.code === 'string' ? (thrown as SystemError) : systemError(thrown.cause);
};
