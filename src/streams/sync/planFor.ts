import { clampDelay } from '../../model/options/timerRange.js';
import type { SyncHandle } from '../../model/sync/SyncHandle.js';
import { replanned, type FollowPlan } from '../../model/sync/SyncPlan.js';
import { earlierDurations } from './matching/earlierDurations.js';

/** The plan of a sync by what is known of it. `age` is how many ms ago the trigger was accepted, by a clock that may be another's. */
export const planFor = <P extends FollowPlan>(plan: P, handle: SyncHandle, age: number): P =>
  replanned(plan, () => ({ elapsed: clampDelay(age), history: earlierDurations(handle, handle.baseline) }));
