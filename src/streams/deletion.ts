import {
  exhaustMap,
  filter,
  interval,
  map,
  of,
  startWith,
  switchMap,
  take,
  throwError,
  timeout,
  type Observable,
} from 'rxjs';
import type { DeleteResult } from '../model/DeleteResult.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { isTransient } from '../model/errors/isTransient.js';
import { TimedOut } from '../model/errors/TimedOut.js';
import { success } from '../model/Result.js';
import { rescue } from './rescue.js';
import { toResult } from './toResult.js';

/** The two requests that a deletion is made of. */
export interface DeletionTransport {
  readonly release: () => Observable<{ readonly requestId: string }>;
  readonly readStatus: () => Observable<{ readonly data: { readonly status: string } }>;
}

/** How the services' own clients wait for a deletion, in ms (wire-protocol.md, section 4.7). */
const pace = { interval: 1000, timeout: 300_000 };

/**
 * Releases a session and watches until it is gone: until the service does not find it any more, or says that it ended.
 * Transient trouble is waited out.
 */
export const deletion = (transport: DeletionTransport): Observable<DeleteResult> =>
  transport.release().pipe(
    switchMap(({ requestId }) => untilGone(transport).pipe(map(() => ({ requestId })))),
    toResult(({ requestId }) => success(requestId, {})),
  );

const untilGone = (transport: DeletionTransport): Observable<unknown> =>
  interval(pace.interval).pipe(
    startWith(0),
    exhaustMap(() => isGone(transport)),
    filter((gone) => gone),
    take(1),
    timeout({
      first: pace.timeout,
      with: () =>
        throwError(() => new TimedOut({ operation: 'DeleteSession', limit: 'timeout', allowed: pace.timeout })),
    }),
  );

const isGone = (transport: DeletionTransport): Observable<boolean> =>
  transport.readStatus().pipe(
    map(({ data }) => ['FINISH', 'DELETED'].includes(data.status)),
    rescue((error) => {
      if (saysGone(error)) return of(true);
      if (isTransient(error)) return of(false);
      throw error;
    }),
  );

// An HTTP 404 that says nothing more may come from something on the way, which knows of no session.
const saysGone = (error: ContextError): boolean =>
  error._tag === 'NotFound' && (error.code !== '' || /not ?found/i.test(error.serviceMessage));
