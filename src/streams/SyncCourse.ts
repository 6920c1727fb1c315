import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { ContextError } from '../model/errors/ContextError.js';
import type { SyncHistory } from '../model/errors/SyncHistory.js';
import type { SyncHandle } from '../model/SyncHandle.js';
import type { FollowPlan } from '../model/SyncPlan.js';

/** How a sync ended. Only a good end has no error. */
export type SyncEnd =
  { readonly state: 'succeeded' } | { readonly state: 'failed' | 'unconfirmed'; readonly error: ContextError };

/** All that is known of a sync at one moment. A plain value: each poll makes the next one from it. */
export interface SyncCourse {
  readonly handle: SyncHandle;
  readonly plan: FollowPlan;
  /** This sync's tasks as last seen. */
  readonly tasks: readonly ContextStatusData[];
  /** The entries of the baseline that every good poll so far listed unchanged. */
  readonly standing: readonly ContextStatusData[];
  /** The entries of the baseline that the last good poll did not list unchanged. */
  readonly gone: readonly ContextStatusData[];
  readonly polls: number;
  /** Good polls in a row that showed nothing that an earlier sync could not have left. */
  readonly quietPolls: number;
  readonly elapsed: number;
  readonly warning?: ContextError | undefined;
  /** For the error that it may end with. */
  readonly history: SyncHistory;
  readonly end?: SyncEnd | undefined;
}

/** The course of a sync before its first poll. */
export const newCourse = (handle: SyncHandle, plan: FollowPlan): SyncCourse => ({
  handle,
  plan,
  tasks: [],
  standing: handle.baseline ?? [],
  gone: handle.baseline ?? [],
  polls: 0,
  quietPolls: 0,
  elapsed: 0,
  history: { lastSnapshot: undefined, answers: {}, lastDelay: undefined },
});
