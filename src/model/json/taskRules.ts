import { InvalidRequest } from '../errors/InvalidRequest.js';
import type { Rule } from '../options/rules.js';
import type { ContextStatusData } from '../tasks/ContextStatusData.js';
import { keyedCopies, type SyncTask } from '../tasks/SyncTask.js';
import { amount, anyText, fieldsOf } from './rules.js';

const task: Rule<ContextStatusData> = (option, value) =>
  fieldsOf({
    contextId: anyText,
    path: anyText,
    errorMessage: anyText,
    status: anyText,
    startTime: amount,
    finishTime: amount,
    taskType: anyText,
  })(option, value);

/** Tasks, in an array without holes. */
export const tasks: Rule<readonly ContextStatusData[]> = (option, value) => {
  if (!Array.isArray(value)) throw new InvalidRequest(option, 'must be an array');
  const found: ContextStatusData[] = [];
  // Not by `map`, which passes over holes, nor all at once: what is none ends it.
  for (let index = 0; index < value.length; index++) found.push(task(`${option}[${index}]`, value[index]));
  return found;
};

/** The tasks of a snapshot, as users see them: JSON does not have their keys. */
export const shownTasks: Rule<readonly SyncTask[]> = (option, value) => keyedCopies(tasks(option, value));
