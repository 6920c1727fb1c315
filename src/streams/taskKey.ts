import type { ContextStatusData } from '../model/ContextStatusData.js';

type Task = ContextStatusData;

/** One spelling for all that name the same path: a service may list another one than it was asked for. */
export const normalPath = (path: string): string =>
  path === ''
    ? ''
    : `/${path
        .split(/[/\\]/)
        .filter((part) => part !== '' && part !== '.')
        .join('/')}`;

/** Whether two entries are about the same context, path and direction. A direction left blank can be either. */
export const sameKey = (a: Task, b: Task): boolean =>
  a.contextId === b.contextId && normalPath(a.path) === normalPath(b.path) && sameType(a.taskType, b.taskType);

const sameType = (a: string, b: string): boolean => a === '' || b === '' || a.toLowerCase() === b.toLowerCase();

/** Whether two entries say the same. */
export const sameEntry = (a: Task, b: Task): boolean =>
  sameKey(a, b) &&
  a.taskType.toLowerCase() === b.taskType.toLowerCase() &&
  a.status.toLowerCase() === b.status.toLowerCase() &&
  a.startTime === b.startTime &&
  a.finishTime === b.finishTime &&
  a.errorMessage === b.errorMessage;
