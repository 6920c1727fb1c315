import type { ContextStatusData } from '../tasks/ContextStatusData.js';
import { describeSome, describeTask, oneLine } from './describe.js';
import { TaggedError, type ErrorOrigin } from './TaggedError.js';

/** What failed, and what had been seen before. */
export interface TaskFailedFacts {
  /** The tasks that ended in `Failed`, each with the service's reason. */
  readonly tasks: readonly ContextStatusData[];
  /** How many tasks this sync has in all. */
  readonly total: number;
}

/**
 * Tasks of this sync ended in `Failed`. Permanent.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const { error } = await new AGB().session('s-1').context.sync();
 * if (error?._tag === 'TaskFailed') for (const task of error.tasks) console.error(task.path, task.errorMessage);
 * ```
 */
export class TaskFailed extends TaggedError<'TaskFailed'> implements TaskFailedFacts {
  readonly tasks: readonly ContextStatusData[];
  readonly total: number;

  constructor({ tasks, total }: TaskFailedFacts, origin?: ErrorOrigin) {
    super(
      'TaskFailed',
      `${tasks.length} of ${total} sync tasks failed: ${describeSome(tasks, mostReasons, reason)}`,
      origin,
    );
    // Who follows with others holds the same tasks: what is done to an error changes nothing of theirs.
    this.tasks = tasks.map((task) => ({ ...task }));
    this.total = total;
  }
}

/** As many reasons as a message tells; `tasks` has all of them. */
const mostReasons = 5;

const reason = (task: ContextStatusData): string =>
  describeTask(task) + (task.errorMessage ? ` (${oneLine(task.errorMessage, 150)})` : '');
