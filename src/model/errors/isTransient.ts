import type { ContextError } from './ContextError.js';

/**
 * Whether the same request may well succeed later: network errors, a request that took too long, HTTP 3xx, 408, 425, 429 and
 * 5xx, a 404 that is not in the service's own envelope, codes that ask to come later (`Throttling`, `SystemBusy`, `InternalError`
 * and their like, whatever the HTTP status), and answers that cannot be read. A sync goes on through these; the others end it.
 *
 * @example
 * ```ts
 * import { AGB, isTransient } from 'rx-context-sync';
 *
 * const info = await new AGB().session('s-1').context.info();
 * if (info.error && isTransient(info.error)) console.log('worth another try');
 * ```
 */
export const isTransient = (error: ContextError): boolean => {
  switch (error._tag) {
    case 'RateLimited':
    case 'Unavailable':
    case 'BadAnswer':
      return true;
    case 'TimedOut':
      return error.limit === 'requestTimeout';
    case 'InvalidRequest':
    case 'Unauthorized':
    case 'NotFound':
    case 'Refused':
    case 'TaskFailed':
      return false;
  }
};
