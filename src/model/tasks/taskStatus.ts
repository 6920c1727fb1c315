import type { ContextStatusData } from './ContextStatusData.js';

type Task = Pick<ContextStatusData, 'status'>;

/** The task ended well. Letter case does not matter: AGB's own tests know `success` too (docs/protocol.md, section 7). */
export const hasSucceeded = (task: Task): boolean => task.status.toLowerCase() === 'success';

/** The task ended badly. */
export const hasFailed = (task: Task): boolean => task.status.toLowerCase() === 'failed';

/** The task ended. Any status but the two final ones means that it did not. */
export const isTerminal = (task: Task): boolean => hasSucceeded(task) || hasFailed(task);
