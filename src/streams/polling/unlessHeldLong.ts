import { EMPTY, mergeMap, of, throwError, type OperatorFunction } from 'rxjs';
import { RateLimited } from '../../model/errors/RateLimited.js';
import { isHeld, type Held } from './Held.js';

/**
 * For a request that has no deadline: it waits for its turn, but where it is held for longer than it may take itself, the
 * answer is the error that says until when.
 */
export const unlessHeldLong = <T extends object>(
  operation: string,
  requestTimeout: number,
): OperatorFunction<T | Held, T> =>
  mergeMap((value) => {
    if (!isHeld(value)) return of(value);
    const { held, delay } = value;
    if (delay <= requestTimeout) return EMPTY;
    const { httpStatus, code, serviceMessage, requestId } = held;
    const facts = { operation, httpStatus, code, serviceMessage, requestId, retryAfter: Math.ceil(delay) };
    return throwError(() => new RateLimited(facts, { cause: held }));
  });
