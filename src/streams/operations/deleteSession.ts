import { filter, map, of, type Observable } from 'rxjs';
import type { PollDefaults, PollPlan } from '../../model/options/PollPlan.js';
import type { WaitResult } from '../../model/results/Snapshot.js';
import { startAndPoll } from '../polling/startAndPoll.js';
import { catchContextError } from '../catchContextError.js';
import { saysGone } from './saysGone.js';

/** The two requests that a deletion is made of. */
export interface DeleteTransport {
  readonly release: Observable<{ readonly requestId: string }>;
  readonly readStatus: Observable<{ readonly data: { readonly status: string } }>;
  readonly monotonicNow: () => number;
}

/** How the services' own clients wait for it (docs/protocol.md, section 4.7). */
export const deleteDefaults: PollDefaults = { retryInterval: 1000, timeout: 300_000 };

/**
 * Releases a session and polls until it is gone: until the service does not find it any more, or says that it ended. One that
 * is not found at the release was gone before. Transient trouble is waited out.
 */
export const deleteSession = (
  { release, readStatus, monotonicNow }: DeleteTransport,
  plan: PollPlan,
): Observable<WaitResult<object>> => {
  const isGone = readStatus.pipe(
    map(({ data }) => ['FINISH', 'DELETED'].includes(data.status.toUpperCase())),
    catchContextError((error) => {
      if (saysGone(error)) return of(true);
      throw error;
    }),
  );
  const target = {
    operation: 'delete',
    read: isGone,
    first: false,
    take: (_: boolean, gone: boolean) => gone,
    endOf: (gone: boolean) => (gone ? {} : undefined),
  };
  return startAndPoll(release, target, plan, monotonicNow, () => ({})).pipe(
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
