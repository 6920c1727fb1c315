import { filter, map, type Observable } from 'rxjs';
import type { PollDefaults, PollPlan } from '../../model/options/PollPlan.js';
import type { WaitResult } from '../../model/results/Snapshot.js';
import type { PollTarget } from '../polling/PollTarget.js';
import { startAndPoll } from '../polling/startAndPoll.js';
import { saysGone } from './saysGone.js';

interface StatusReading {
  readonly data: { readonly status: string };
}

/** The two requests that a deletion is made of. */
export interface DeleteTransport {
  readonly release: Observable<{ readonly requestId: string }>;
  readonly readStatus: Observable<StatusReading>;
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
  const target: PollTarget<string, StatusReading> = {
    operation: 'delete',
    read: readStatus,
    first: '',
    take: (_, { data }) => data.status,
    endOf: (status) => (['FINISH', 'DELETED'].includes(status.toUpperCase()) ? {} : undefined),
  };
  return startAndPoll(release, target, plan, monotonicNow, () => ({})).pipe(
    filter((snapshot) => snapshot.done),
    map((end) => (end.error !== undefined && saysGone(end.error) ? notFound(end) : end)),
  );
};

/** A poll, or the release itself, found no such session: it is gone. */
const notFound = ({ requestId, polls, elapsed }: WaitResult<object>): WaitResult<object> => ({
  done: true,
  success: true,
  requestId,
  polls,
  elapsed,
  errorMessage: '',
});
