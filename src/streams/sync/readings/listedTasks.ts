import type { StatusRequest } from '../../../model/sync/SyncRequest.js';
import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { normalPath, normalType } from '../../../model/tasks/spelling.js';
import { blankOr, foldedPath, foldedText, keyOf } from '../matching/taskKey.js';

type Tasks = readonly ContextStatusData[];
type Groups = ReadonlyMap<string, Tasks>;

/** A status list that many look at, each for what it follows. What did not change since the list before is the same object. */
export interface ListedTasks {
  readonly tasks: Tasks;
  /** The entries that a request is about; what an entry leaves blank does not rule it out. */
  readonly of: (request: StatusRequest) => Tasks;
  /** The entries by context, if anybody asked. */
  readonly groups: () => Groups | undefined;
}

/** The list of an answer, after that of the answer before. */
export const listedTasks = (data: Tasks, before?: ListedTasks): ListedTasks => {
  const tasks = unchangedOf(data, before?.tasks);
  if (before !== undefined && tasks === before.tasks) return before;
  let groupsBefore = before?.groups();
  let groups: Groups | undefined;
  const ofContext = (contextId: string): Tasks => {
    if (groups === undefined) {
      groups = groupsOf(tasks, groupsBefore);
      groupsBefore = undefined;
    }
    const id = foldedText(contextId);
    // In their order: an entry that names no context may be of any.
    return groups.has('') ? tasks.filter((task) => blankOr(keyOf(task).foldedId, id)) : (groups.get(id) ?? none);
  };
  return {
    tasks,
    of: ({ contextId, path, taskType }) => {
      const listed = contextId === undefined ? tasks : ofContext(contextId);
      const atPath = path === undefined ? listed : tasksAt(listed, path);
      const type = normalType(taskType ?? '');
      return type === '' ? atPath : atPath.filter((task) => blankOr(keyOf(task).type, type));
    },
    groups: () => groups,
  };
};

const none: Tasks = [];

/** An entry that is spelled otherwise counts only where none is spelled as it was asked for. */
const tasksAt = (tasks: Tasks, path: string): Tasks => {
  const exact = normalPath(path);
  const folded = foldedPath(path);
  return tasks.some((task) => keyOf(task).path === exact)
    ? tasks.filter((task) => blankOr(keyOf(task).path, exact))
    : tasks.filter((task) => blankOr(keyOf(task).foldedPath, folded));
};

const groupsOf = (tasks: Tasks, before: Groups | undefined): Groups => {
  const groups = new Map<string, ContextStatusData[]>();
  for (const task of tasks) {
    const { foldedId } = keyOf(task);
    const group = groups.get(foldedId);
    if (group === undefined) groups.set(foldedId, [task]);
    else group.push(task);
  }
  if (before === undefined) return groups;
  return new Map([...groups].map(([id, group]) => [id, unchangedOf(group, before.get(id))]));
};

/** The same entries, in the objects that they had before; the list before, where it says the same. */
const unchangedOf = (now: Tasks, before: Tasks | undefined): Tasks => {
  if (before === undefined) return now;
  const tasks = now.map((task, index) => {
    const old = before[index];
    return old !== undefined && (old === task || saysTheSame(old, task)) ? old : task;
  });
  return tasks.length === before.length && tasks.every((task, index) => task === before[index]) ? before : tasks;
};

const saysTheSame = (a: ContextStatusData, b: ContextStatusData): boolean =>
  a.status === b.status &&
  a.startTime === b.startTime &&
  a.finishTime === b.finishTime &&
  a.contextId === b.contextId &&
  a.path === b.path &&
  a.taskType === b.taskType &&
  a.errorMessage === b.errorMessage;
