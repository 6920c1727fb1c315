import fc, { type Arbitrary } from 'fast-check';
import { BadAnswer } from '../../src/model/errors/BadAnswer.js';
import type { ContextError } from '../../src/model/errors/ContextError.js';
import { oneLine } from '../../src/model/errors/describe.js';
import { InvalidRequest } from '../../src/model/errors/InvalidRequest.js';
import { NotFound } from '../../src/model/errors/NotFound.js';
import { RateLimited } from '../../src/model/errors/RateLimited.js';
import { Refused } from '../../src/model/errors/Refused.js';
import { TaskFailed } from '../../src/model/errors/TaskFailed.js';
import { TimedOut, type WaitLimit } from '../../src/model/errors/TimedOut.js';
import { Unauthorized } from '../../src/model/errors/Unauthorized.js';
import { Unavailable } from '../../src/model/errors/Unavailable.js';
import { withHistory } from '../../src/model/errors/withHistory.js';
import type { ServiceName, SyncHandle } from '../../src/model/sync/SyncHandle.js';
import { newestCopies } from '../../src/model/tasks/SyncTask.js';
import type { SyncSnapshot } from '../../src/model/sync/SyncSnapshot.js';
import type { ContextStatusData } from '../../src/model/tasks/ContextStatusData.js';

/** Halves of characters too, and what writes over a terminal. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '__proto__', '\ud800', 'a\r\nb', '\u202e', 'ä'.repeat(3000)),
);
const count = fc.nat(1_000_000);
const amount = fc.double({ min: 0, max: 1e12, noNaN: true }).map((value) => value + 0);
const optional = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

const aTask: Arbitrary<ContextStatusData> = fc.record({
  contextId: text,
  path: text,
  errorMessage: text,
  status: text,
  startTime: amount,
  finishTime: amount,
  taskType: text,
});
const tasks = fc.array(aTask, { maxLength: 4 });

const said = { operation: text, code: text, serviceMessage: text, requestId: text };
const answered = fc.record({ ...said, httpStatus: fc.integer({ min: 100, max: 599 }) });
const limits: readonly WaitLimit[] = ['requestTimeout', 'timeout', 'maxRetries', 'settlePolls'];
const timedOut = fc.record({
  operation: text,
  limit: fc.constantFrom(...limits),
  allowed: amount,
  polls: optional(count),
  doubt: optional(text),
  listed: optional(tasks),
});

/** An error of each kind, for a cause. */
const errorBecauseOf = (cause: unknown): Arbitrary<ContextError> =>
  fc.oneof(
    fc.tuple(text, text).map(([option, rule]) => new InvalidRequest(option, rule, cause)),
    answered.map((facts) => new Unauthorized(facts, { cause })),
    answered.map((facts) => new NotFound(facts, { cause })),
    answered.map((facts) => new Refused(facts, { cause })),
    fc
      .tuple(answered, optional(amount))
      .map(([facts, retryAfter]) => new RateLimited({ ...facts, retryAfter }, { cause })),
    fc
      .record({ ...said, httpStatus: optional(count), retryAfter: optional(amount) })
      .map((facts) => new Unavailable(facts, { cause })),
    fc
      .record({ operation: text, where: text, expected: text, requestId: text })
      .map((facts) => new BadAnswer(facts, { cause })),
    timedOut.map((facts) => new TimedOut(facts, { cause })),
    fc.record({ tasks, total: count }).map((facts) => new TaskFailed(facts, { cause })),
  );

const aCause = fc.oneof(
  fc.constant(undefined),
  text.map((message) => new Error(oneLine(message))),
  errorBecauseOf(undefined),
);
const anError = aCause.chain(errorBecauseOf);

const aHandle: Arbitrary<SyncHandle> = fc.record(
  {
    version: fc.constant(1 as const),
    service: fc.constantFrom<ServiceName>('AGB', 'AgentBay'),
    sessionId: text,
    contextId: text,
    path: text,
    mode: text,
    requestId: text,
    triggeredAt: amount,
    accepted: fc.boolean(),
    baseline: tasks,
    seen: tasks,
  },
  { requiredKeys: ['version', 'sessionId', 'requestId', 'triggeredAt', 'accepted'] },
);

const facts = fc.record({
  requestId: text,
  contextStatusData: tasks.map((listed) => newestCopies(listed)),
  progress: fc.record({ total: count, finished: count, failed: count }),
  polls: count,
  elapsed: amount,
  handle: aHandle,
});

const underway: Arbitrary<SyncSnapshot> = fc
  .tuple(facts, fc.constantFrom('pending' as const, 'running' as const), optional(anError))
  .map(([seen, state, warning]) => ({
    state,
    done: false,
    success: false,
    ...seen,
    errorMessage: '',
    ...(warning && { warning }),
  }));

const answers = fc.dictionary(fc.constantFrom('list', 'Unavailable', 'BadAnswer', 'RateLimited'), count);
const aHistory = fc.record({ lastSnapshot: optional(underway), answers, lastDelay: optional(amount) });

/** An error of each kind, with a cause or without, and with what a sync saw or without. */
export const aContextError = fc
  .tuple(anError, optional(aHistory))
  .map(([error, history]) => (history ? withHistory(error, history) : error));

const succeeded: Arbitrary<SyncSnapshot> = facts.map(({ contextStatusData, progress: { total }, ...seen }) => ({
  state: 'succeeded',
  done: true,
  success: true,
  ...seen,
  contextStatusData: newestCopies(contextStatusData.map((entry) => ({ ...entry, status: 'Success' }))),
  progress: { total, finished: total, failed: 0 },
  errorMessage: '',
}));

const notSucceeded: Arbitrary<SyncSnapshot> = fc
  .tuple(facts, fc.constantFrom('failed' as const, 'unconfirmed' as const), aContextError)
  .map(([seen, state, error]) => ({
    state,
    done: true,
    success: false,
    ...seen,
    errorMessage: error.message,
    error: error as Extract<SyncSnapshot, { state: 'failed' }>['error'],
  }));

/** A snapshot of a sync, in each of its states. */
export const aSnapshot = fc.oneof(underway, succeeded, notSucceeded);
