import type { ContextStatusData } from './ContextStatusData.js';

/**
 * The task ended well: its status is `Success`, in any letter case, for the services write both (docs/protocol.md, section 7).
 *
 * @example
 * ```ts
 * import { AGB, hasFailed, hasSucceeded, isFinished } from 'rx-context-sync';
 *
 * const { contextStatusData } = await new AGB().session('s-1').context.info();
 * for (const task of contextStatusData) {
 *   const mark = hasSucceeded(task) ? 'ok' : hasFailed(task) ? `failed: ${task.errorMessage}` : task.status;
 *   console.log(task.path, mark);
 * }
 * console.log(`${contextStatusData.filter(isFinished).length} of ${contextStatusData.length}`);
 * ```
 */
export const hasSucceeded = (task: Pick<ContextStatusData, 'status'>): boolean =>
  task.status.toLowerCase() === 'success';

/**
 * The task ended badly: its status is `Failed`, in any letter case. `errorMessage` says why.
 *
 * @example
 * ```ts
 * import { AGB, hasFailed } from 'rx-context-sync';
 *
 * const { contextStatusData } = await new AGB().session('s-1').context.info();
 * for (const task of contextStatusData.filter(hasFailed)) console.error(task.path, task.errorMessage);
 * ```
 */
export const hasFailed = (task: Pick<ContextStatusData, 'status'>): boolean => task.status.toLowerCase() === 'failed';

/**
 * The task ended, well or badly. Any status but the two final ones means that it did not.
 *
 * @example
 * ```ts
 * import { AGB, isFinished } from 'rx-context-sync';
 *
 * const { contextStatusData } = await new AGB().session('s-1').context.info();
 * console.log(`${contextStatusData.filter(isFinished).length} of ${contextStatusData.length} tasks`);
 * ```
 */
export const isFinished = (task: Pick<ContextStatusData, 'status'>): boolean => hasSucceeded(task) || hasFailed(task);
