import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';

type Task = ContextStatusData;

/** One spelling for all that surely name the same path: a service may list another one than it was asked for. */
export const normalPath = (path: string): string => {
  if (path === '') return '';
  const parts: string[] = [];
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
};

/** One spelling for all that may name the same path: percent-encoding, Unicode forms and letter case are evened out. */
export const foldedPath = (path: string): string => foldedText(normalPath(decoded(path)));

/** One spelling for ids that differ in letter case or Unicode form. */
export const foldedText = (text: string): string => text.normalize('NFC').toLowerCase();

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    // A percent sign that encodes nothing is one.
    return path;
  }
};

/** A type of task as it is compared. */
export const normalType = (taskType: string): string => taskType.trim().toLowerCase();

/** Whether two entries surely are about the same context and path, whatever the direction. */
export const samePlace = (a: Task, b: Task): boolean =>
  a.contextId !== '' && a.path !== '' && a.contextId === b.contextId && normalPath(a.path) === normalPath(b.path);

/** Whether two entries surely are about the same context and path, and may be about the same direction. */
export const sameKey = (a: Task, b: Task): boolean => samePlace(a, b) && blankOrSame(typeOf(a), typeOf(b));

/** Whether two entries can be about the same context, path and direction: spelled anew, or left blank in one of them. */
export const canBeSameKey = (a: Task, b: Task): boolean =>
  blankOrSame(typeOf(a), typeOf(b)) &&
  blankOrSame(foldedText(a.contextId), foldedText(b.contextId)) &&
  blankOrSame(foldedPath(a.path), foldedPath(b.path));

const blankOrSame = (a: string, b: string): boolean => a === '' || b === '' || a === b;

const typeOf = ({ taskType }: Task): string => normalType(taskType);

/** A text that is the same for entries that say the same, however they spell it. */
export const entryText = (task: Task): string => {
  const { contextId, path, status, startTime, finishTime, errorMessage } = task;
  const place = [foldedText(contextId), foldedPath(path), typeOf(task)];
  return JSON.stringify([...place, status.toLowerCase(), startTime, finishTime, errorMessage]);
};
