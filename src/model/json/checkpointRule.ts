import { InvalidRequest } from '../errors/InvalidRequest.js';
import { plainCopy, type JsonObject } from '../errors/plain.js';
import { flag, listOf, numberIn, oneOf, optional, wholeNumber, type Rule } from '../options/rules.js';
import type { StoredCourse, StoredStart, SyncCheckpoint } from '../sync/SyncCheckpoint.js';
import { amount, anyText, count, fieldsOf } from './rules.js';
import { handle } from './snapshotRule.js';
import { answers } from './errorRule.js';
import { tasks } from './taskRules.js';

const anyObject: Rule<JsonObject> = (option, value) => {
  fieldsOf({})(option, value);
  return plainCopy(value as object);
};

const time = numberIn(-Number.MAX_VALUE, Number.MAX_VALUE);

const start: Rule<StoredStart> = fieldsOf({
  tries: count,
  answers,
  lastDelay: optional(amount),
  delay: optional(amount),
  warning: optional(anyObject),
  preparedAt: optional(time),
  lost: optional(anyObject),
  answeredAt: optional(time),
});

const course: Rule<StoredCourse> = (option, value) => {
  const read = fieldsOf({
    polls: count,
    ticks: count,
    elapsed: amount,
    answers,
    lastDelay: optional(amount),
    nextDelay: optional(amount),
    warning: optional(anyObject),
    rows: listOf(anyText),
    seen: tasks,
    unchanged: tasks,
    old: tasks,
    others: tasks,
    stablePolls: count,
    readAt: amount,
    answeredAt: optional(time),
    isGapless: flag,
  })(option, value);
  const places = listOf(wholeNumber(0, read.seen.length - 1));
  return { ...read, ...fieldsOf({ tasks: places, own: places })(option, value) };
};

/** What `advance` takes, as it was stored. The options are checked where they are used. */
export const checkpointRule: Rule<SyncCheckpoint> = (option, value) => {
  const { version } = fieldsOf({ version: count })(option, value);
  if (version !== 1) throw new InvalidRequest(`${option}.version`, 'must be 1: a later release wrote it');
  const read = fieldsOf({
    phase: oneOf('new', 'ready', 'triggering', 'following'),
    options: anyObject,
    handle: optional(handle),
    startedAt: optional(time),
    dueAt: optional(time),
    start: optional(start),
    course: optional(course),
  })(option, value);
  if (read.phase !== 'new' && read.handle === undefined)
    throw new InvalidRequest(`${option}.handle`, `is missing where the phase is ${read.phase}`);
  return { ...read, version: 1, options: read.options };
};
