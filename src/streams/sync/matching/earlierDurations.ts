import type { TargetPlan } from '../../../model/sync/SyncPlan.js';
import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { hasSucceeded } from '../../../model/tasks/taskStatus.js';
import { taskFilter } from './taskFilter.js';

type Tasks = readonly ContextStatusData[];

/**
 * How long the tasks took that a sync of this target is about, and that succeeded before it, in ms, the newest last. Both times are of
 * the service's clock.
 */
export const earlierDurations = (target: Partial<TargetPlan>, baseline: Tasks = []): readonly number[] =>
  baseline
    .filter(taskFilter(target, baseline))
    .filter(({ startTime, finishTime, ...task }) => hasSucceeded(task) && startTime > 0 && finishTime >= startTime)
    .sort((a, b) => a.finishTime - b.finishTime)
    .map(({ startTime, finishTime }) => (finishTime - startTime) * 1000);
