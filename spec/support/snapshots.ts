import type { ContextError } from '../../src/model/errors/ContextError.js';
import type { SyncHandle } from '../../src/model/sync/SyncHandle.js';
import { followPlan } from '../../src/model/sync/SyncPlan.js';
import type { ContextSyncResult, SyncSnapshot } from '../../src/model/sync/SyncSnapshot.js';
import type { ContextStatusData } from '../../src/model/tasks/ContextStatusData.js';
import { newCourse } from '../../src/streams/sync/matching/SyncCourse.js';
import { snapshotOf } from '../../src/streams/sync/snapshotOf.js';
import { handleOf } from './picture.js';

/** What a snapshot is made of. */
export interface SnapshotFacts {
  readonly handle?: SyncHandle;
  readonly tasks?: readonly ContextStatusData[];
  readonly polls?: number;
  readonly elapsed?: number;
  readonly warning?: ContextError;
}

const stateOf = ({ handle = handleOf(), tasks = [], polls = 1, elapsed = 1, warning }: SnapshotFacts) => ({
  seen: { ...newCourse({ handle, plan: followPlan(), age: 0 }), seen: tasks, tasks },
  polls,
  elapsed,
  warning,
  answers: {},
});

/** A snapshot of a sync that goes on. */
export const underwayOf = (facts: SnapshotFacts = {}): SyncSnapshot => snapshotOf(stateOf(facts), undefined);

/** The result of a sync that succeeded. */
export const succeededOf = (facts: SnapshotFacts = {}): ContextSyncResult =>
  snapshotOf({ ...stateOf(facts), end: {} }, undefined) as ContextSyncResult;
