import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { normalPath, normalType } from '../../../model/tasks/spelling.js';

type Task = ContextStatusData;

/**
 * One spelling for all that may name the same path: percent-encoding, Unicode forms, letter case and blanks at the ends are
 * evened out.
 */
export const foldedPath = (path: string): string => foldedText(normalPath(decoded(path.trim())));

/** One spelling for ids that differ in letter case, Unicode form or blanks at the ends. */
export const foldedText = (text: string): string => text.trim().normalize('NFC').toLowerCase();

// A percent sign that encodes nothing is one.
const decoded = (path: string): string =>
  path.replaceAll(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });

/** What an entry is about, as it is compared. */
export interface TaskKey {
  readonly contextId: string;
  readonly path: string;
  readonly foldedId: string;
  readonly foldedPath: string;
  readonly type: string;
  /** See {@link placeText}, {@link wholeText} and {@link entryText}. */
  readonly place: string;
  readonly whole: string;
  readonly text: string;
}

// Each entry is compared with many others, and at each poll again.
const keys = new WeakMap<Task, TaskKey>();

/** What an entry is about, as it is compared: read once of each entry. */
export const keyOf = (task: Task): TaskKey => {
  const known = keys.get(task);
  if (known !== undefined) return known;
  const key = readKey(task);
  keys.set(task, key);
  return key;
};

const readKey = (task: Task): TaskKey => {
  const contextId = task.contextId.trim();
  const path = normalPath(task.path);
  const foldedId = foldedText(task.contextId);
  const folded = foldedPath(task.path);
  const type = normalType(task.taskType);
  const { status, startTime, finishTime, errorMessage } = task;
  return {
    contextId,
    path,
    foldedId,
    foldedPath: folded,
    type,
    place: contextId === '' || path === '' ? '' : `${contextId}\n${path}`,
    whole: foldedId === '' || folded === '' || type === '' ? '' : `${foldedId}\n${folded}\n${type}`,
    text: JSON.stringify([foldedId, folded, type, status.toLowerCase(), startTime, finishTime, errorMessage]),
  };
};

/** Whether two entries surely are about the same context and path, whatever the direction. */
export const samePlace = (a: Task, b: Task): boolean => {
  const place = placeText(a);
  return place !== '' && place === placeText(b);
};

/** A text that is the same for entries that surely are about the same context and path; blank where nothing is sure. */
export const placeText = (task: Task): string => keyOf(task).place;

/** A text that is the same for all whole entries that can be about the same; blank where one leaves something blank. */
export const wholeText = (task: Task): string => keyOf(task).whole;

/** Whether two entries may be about the same direction. */
export const canBeSameType = (a: Task, b: Task): boolean => blankOrSame(keyOf(a).type, keyOf(b).type);

/** Whether two entries surely are about the same context and path, and may be about the same direction. */
export const sameKey = (a: Task, b: Task): boolean => samePlace(a, b) && canBeSameType(a, b);

/** Whether two entries can be about the same context, path and direction: spelled anew, or left blank in one of them. */
export const canBeSameKey = (a: Task, b: Task): boolean => {
  const [one, other] = [keyOf(a), keyOf(b)];
  return (
    blankOrSame(one.type, other.type) &&
    blankOrSame(one.foldedId, other.foldedId) &&
    blankOrSame(one.foldedPath, other.foldedPath)
  );
};

/** Whether something listed can be what was asked for. */
export const blankOr = (listed: string, asked: string): boolean => listed === '' || listed === asked;

const blankOrSame = (a: string, b: string): boolean => a === '' || b === '' || a === b;

/** A text that is the same for entries that say the same, however they spell it. */
export const entryText = (task: Task): string => keyOf(task).text;
