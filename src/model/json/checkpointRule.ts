import { InvalidRequest } from '../errors/InvalidRequest.js';
import { plainCopy, type JsonObject } from '../errors/plain.js';
import { flag, listOf, numberIn, oneOf, optional, wholeNumber, type Rule } from '../options/rules.js';
import type { StoredCourse, StoredStart, SyncCheckpoint } from '../sync/SyncCheckpoint.js';
import { amount, anyText, count, fieldsOf } from './rules.js';
import { answers, errorRule } from './errorRule.js';
import { handle, snapshotAt } from './snapshotRule.js';
import { tasks } from './taskRules.js';

const anyObject: Rule<JsonObject> = (option, value) => {
  fieldsOf({})(option, value);
  return plainCopy(value as object);
};

/** An error that can be made of it again. */
const anError: Rule<JsonObject> = (option, value) => {
  errorRule(snapshotAt)(0)(option, value);
  return plainCopy(value as object);
};

const time = numberIn(-Number.MAX_VALUE, Number.MAX_VALUE);

const start: Rule<StoredStart> = fieldsOf({
  tries: count,
  answers,
  lastDelay: optional(amount),
  delay: optional(amount),
  warning: optional(anError),
  preparedAt: optional(time),
  lost: optional(anError),
  answeredAt: optional(time),
});

const course: Rule<StoredCourse> = (option, value) => {
  const read = fieldsOf({
    polls: count,
    ticks: count,
    elapsed: amount,
    countedAt: amount,
    answers,
    lastDelay: optional(amount),
    nextDelay: optional(amount),
    warning: optional(anError),
    rows: listOf(anyText),
    seen: tasks,
    unchanged: tasks,
    old: tasks,
    others: tasks,
    readAt: amount,
    answeredAt: optional(time),
    isGapless: flag,
  })(option, value);
  const places = listOf(wholeNumber(0, read.seen.length - 1));
  const stablePolls = wholeNumber(0, read.polls);
  return { ...read, ...fieldsOf({ stablePolls, tasks: places, own: places })(option, value) };
};

/** What `advance` takes, as it was stored. The options are checked where they are used, and whether the handle is of them. */
export const checkpointRule: Rule<SyncCheckpoint> = (option, value) => {
  const { version } = fieldsOf({ version: count })(option, value);
  if (version !== 1) throw new InvalidRequest(`${option}.version`, 'must be 1: another release wrote it');
  const read = fieldsOf({
    phase: oneOf('new', 'ready', 'triggering', 'following'),
    options: anyObject,
    handle: optional(handle),
    startedAt: optional(time),
    dueAt: optional(time),
    start: optional(start),
    course: optional(course),
  })(option, value);
  const { phase } = read;
  if (phase !== 'new' && read.handle === undefined)
    throw new InvalidRequest(`${option}.handle`, `is missing where the phase is ${phase}`);
  // What was triggered must never be triggered again.
  if (phase !== 'following' && (read.course !== undefined || read.handle?.accepted === true))
    throw new InvalidRequest(`${option}.phase`, `must be following where the sync was triggered, not ${phase}`);
  return { ...read, version: 1, options: read.options };
};
