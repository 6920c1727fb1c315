import { filter, map, of, type Observable } from 'rxjs';
import type { WaitPace, WaitPlan } from '../model/WaitPlan.js';
import type { WaitResult } from '../model/WaitSnapshot.js';
import { begin } from './begin.js';
import { rescue } from './rescue.js';
import { saysGone } from './saysGone.js';

/** The two requests that a deletion is made of. */
export interface DeletionTransport {
  readonly release: (requestTimeout: number) => Observable<{ readonly requestId: string }>;
  readonly readStatus: (requestTimeout: number) => Observable<{ readonly data: { readonly status: string } }>;
}

/** How the services' own clients wait for it (wire-protocol.md, section 4.7). */
export const deletionPace: WaitPace = { retryInterval: 1000, timeout: 300_000 };

/**
 * Releases a session and polls until it is gone: until the service does not find it any more, or says that it ended. One that
 * is not found at the release was gone before. Transient trouble is waited out.
 */
export const deletion = (
  { release, readStatus }: DeletionTransport,
  plan: WaitPlan,
): Observable<WaitResult<object>> => {
  const isGone = (requestTimeout: number): Observable<boolean> =>
    readStatus(requestTimeout).pipe(
      map(({ data }) => ['FINISH', 'DELETED'].includes(data.status.toUpperCase())),
      rescue((error) => {
        if (saysGone(error)) return of(true);
        throw error;
      }),
    );
  const awaited = {
    operation: 'delete',
    read: isGone,
    first: false,
    take: (_: boolean, gone: boolean) => gone,
    endOf: (gone: boolean) => (gone ? {} : undefined),
  };
  return begin(release(plan.requestTimeout), awaited, plan, () => ({})).pipe(
    filter((snapshot) => snapshot.done),
    map((end) => (end.error !== undefined && saysGone(end.error) ? goneBefore(end) : end)),
  );
};

/** The release itself found no such session. */
const goneBefore = ({ requestId, polls, elapsed }: WaitResult<object>): WaitResult<object> => ({
  done: true,
  success: true,
  requestId,
  polls,
  elapsed,
  errorMessage: '',
});
