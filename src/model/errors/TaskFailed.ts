import type { ContextStatusData } from '../ContextStatusData.js';
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
    super('TaskFailed', `${tasks.length} of ${total} sync tasks failed: ${tasks.map(reason).join('; ')}`, cause);
    this.tasks = tasks;
    this.total = total;
  }
}

const reason = ({ contextId, path, taskType, errorMessage }: ContextStatusData): string =>
  `${taskType || 'sync'} of ${contextId || 'a context'} at ${path || 'an unnamed path'}` +
  (errorMessage ? ` (${errorMessage})` : '');
