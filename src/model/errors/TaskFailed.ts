import type { ContextStatusData } from '../ContextStatusData.js';
import { oneLine } from './oneLine.js';
import { TaggedError } from './TaggedError.js';

/** What failed, and what had been seen before. */
export interface TaskFailedFacts {
  /** The tasks that ended in `Failed`, each with the service's reason. */
  readonly tasks: readonly ContextStatusData[];
  /** How many tasks this sync has in all. */
  readonly total: number;
}

/** Tasks of this sync ended in `Failed`. Permanent. */
export class TaskFailed extends TaggedError<'TaskFailed'> implements TaskFailedFacts {
  readonly tasks: readonly ContextStatusData[];
  readonly total: number;

  constructor({ tasks, total }: TaskFailedFacts, cause?: unknown) {
    super('TaskFailed', `${tasks.length} of ${total} sync tasks failed: ${reasons(tasks)}`, cause);
    this.tasks = tasks;
    this.total = total;
  }
}

/** As many reasons as a message tells; `tasks` has all of them. */
const mostReasons = 5;

const reasons = (tasks: readonly ContextStatusData[]): string => {
  const more = tasks.length - mostReasons;
  return [...tasks.slice(0, mostReasons).map(reason), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};

const reason = ({ contextId, path, taskType, errorMessage }: ContextStatusData): string =>
  `${oneLine(taskType, 30) || 'sync'} of ${oneLine(contextId, 80) || 'a context'} at ${oneLine(path, 100) || 'an unnamed path'}` +
  (errorMessage ? ` (${oneLine(errorMessage, 150)})` : '');
