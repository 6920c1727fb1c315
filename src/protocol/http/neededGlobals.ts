import { InvalidRequest } from '../../model/errors/InvalidRequest.js';

/** What a request is made of, ours and `ky`'s. */
const needed = ['fetch', 'Request', 'Response', 'Headers', 'AbortController', 'TextEncoder', 'TextDecoder', 'URL'];

/**
 * Checks that the runtime has what requests need. A page that is only imitated may not (jsdom under Jest), and no other try would
 * mend that.
 *
 * @throws {@link InvalidRequest} that names what is missing.
 */
export const checkGlobals = (): void => {
  const missing = needed.filter((name) => typeof (globalThis as Record<string, unknown>)[name] !== 'function');
  if (missing.length === 0) return;
  throw new InvalidRequest('globalThis', `must have ${missing.join(', ')} to send requests: docs/runtimes.md says how`);
};
