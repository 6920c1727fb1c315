import { BadAnswer } from '../errors/BadAnswer.js';
import type { ContextError } from '../errors/ContextError.js';
import { oneLine } from '../errors/describe.js';
import { InvalidRequest } from '../errors/InvalidRequest.js';
import { NotFound } from '../errors/NotFound.js';
import { RateLimited } from '../errors/RateLimited.js';
import { Refused } from '../errors/Refused.js';
import type { SyncHistory } from '../errors/SyncHistory.js';
import type { ErrorOrigin } from '../errors/TaggedError.js';
import { TaskFailed } from '../errors/TaskFailed.js';
import { TimedOut } from '../errors/TimedOut.js';
import { Unauthorized } from '../errors/Unauthorized.js';
import { Unavailable } from '../errors/Unavailable.js';
import { oneOf, optional, type Rule } from '../options/rules.js';
import type { SyncError, SyncSnapshot } from '../sync/SyncSnapshot.js';
import { amount, anyText, count, fieldsOf, nested, type NestedRule } from './rules.js';
import { tasks } from './taskRules.js';

/** Makes an error of its fields. */
type Maker = (option: string, json: unknown, origin: ErrorOrigin) => ContextError;

// Functions, for bundlers keep an object that is spread, also where nobody uses it.
const said = () => ({ operation: anyText, code: anyText, serviceMessage: anyText, requestId: anyText });
const answered = () => ({ ...said(), httpStatus: count });

const makers: Readonly<Record<ContextError['_tag'], Maker>> = {
  InvalidRequest: (option, json, { cause }) => {
    const facts = fieldsOf({ option: anyText, rule: anyText })(option, json);
    return new InvalidRequest(facts.option, facts.rule, cause);
  },
  Unauthorized: (option, json, origin) => new Unauthorized(fieldsOf(answered())(option, json), origin),
  NotFound: (option, json, origin) => new NotFound(fieldsOf(answered())(option, json), origin),
  Refused: (option, json, origin) => new Refused(fieldsOf(answered())(option, json), origin),
  RateLimited: (option, json, origin) =>
    new RateLimited(fieldsOf({ ...answered(), retryAfter: optional(amount) })(option, json), origin),
  Unavailable: (option, json, origin) => {
    const rules = { ...said(), httpStatus: optional(count), retryAfter: optional(amount) };
    return new Unavailable(fieldsOf(rules)(option, json), origin);
  },
  BadAnswer: (option, json, origin) => {
    const rules = { operation: anyText, where: anyText, expected: anyText, requestId: anyText };
    return new BadAnswer(fieldsOf(rules)(option, json), origin);
  },
  TimedOut: (option, json, origin) => {
    const limit = oneOf('requestTimeout', 'timeout', 'maxRetries', 'settlePolls');
    const rules = { operation: anyText, limit, allowed: amount, polls: count, doubt: anyText, listed: tasks };
    return new TimedOut(fieldsOf(rules)(option, json), origin);
  },
  TaskFailed: (option, json, origin) => new TaskFailed(fieldsOf({ tasks, total: count })(option, json), origin),
};

const tags = Object.keys(makers) as ContextError['_tag'][];

/** How often something was answered how: by a list, or by an error. */
export const answers: Rule<Readonly<Record<string, number>>> = (option, value) => {
  const kinds = ['list', ...tags].map((kind) => [kind, optional(count)] as const);
  const counted = Object.entries(fieldsOf(Object.fromEntries(kinds))(option, value));
  return Object.fromEntries(counted.flatMap(([kind, times]) => (times === undefined ? [] : [[kind, times]])));
};

const messageOf: Rule<string> = (option, value) => oneLine(fieldsOf({ message: anyText })(option, value).message);

/** An error of the family. `snapshotAt` is the rule of the snapshot that it may carry. */
export const errorRule = (snapshotAt: NestedRule<SyncSnapshot>): NestedRule<SyncError> => {
  const causeAt: NestedRule<Error> = (depth) => (option, value) =>
    typeof value === 'object' && value !== null && '_tag' in value
      ? errorAt(depth)(option, value)
      : new Error(messageOf(option, value));

  const historyAt =
    (depth: number): Rule<SyncHistory<SyncSnapshot> | undefined> =>
    (option, value) => {
      const rules = {
        answers: optional(answers),
        lastSnapshot: optional(snapshotAt(depth)),
        lastDelay: optional(amount),
      };
      const { answers: given, ...rest } = fieldsOf(rules)(option, value);
      return given && { ...rest, answers: given };
    };

  const errorAt = nested<SyncError>((depth) => (option, value) => {
    const { _tag, cause } = fieldsOf({ _tag: oneOf(...tags), cause: optional(causeAt(depth)) })(option, value);
    const error = makers[_tag](option, value, { cause, history: historyAt(depth)(option, value) });
    // Another version may say it in other words.
    const message = messageOf(option, value);
    return message === error.message ? error : Object.defineProperty(error, 'message', { value: message });
  });
  return errorAt;
};
