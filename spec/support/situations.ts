import type { ContextError } from '../../src/model/errors/ContextError.js';
import type { SyncOptions } from '../../src/model/SyncOptions.js';
import type { SyncState } from '../../src/model/SyncSnapshot.js';
import { accept, contextStatus, cut, hang, list, raw, refuse, reset, stall, type Step } from './scriptedService.js';
import { failed, succeeded, task } from './tasks.js';

/** What a service does, what is true of it, and what a sync must say and do then. */
export interface Situation {
  readonly name: string;
  /** What the service really did. */
  readonly truth: string;
  readonly options?: SyncOptions;
  readonly baseline?: readonly Step[];
  readonly triggers?: readonly Step[];
  readonly polls?: readonly Step[];
  readonly state: SyncState;
  readonly error?: ContextError['_tag'];
  /** How many requests of each kind are sent; those of the baseline are counted apart. */
  readonly sent: { readonly baseline?: number; readonly triggers?: number; readonly polls: number };
}

const second = { contextId: 'ctx-2', path: '/more' };
const later = { startTime: 1_700_000_200, finishTime: 1_700_000_201 };
const running = task();
const pending = task({ status: 'Pending', startTime: 0 });
const one = { contextId: 'ctx', path: '/data' };

const ends: readonly Situation[] = [
  {
    name: 'a task that succeeds',
    truth: 'done',
    polls: [list(running), list(succeeded())],
    state: 'succeeded',
    sent: { polls: 2 },
  },
  {
    name: 'a task that succeeds at once',
    truth: 'done',
    polls: [list(succeeded())],
    state: 'succeeded',
    sent: { polls: 1 },
  },
  {
    name: 'a task that fails',
    truth: 'failed',
    polls: [list(running), list(failed())],
    state: 'failed',
    error: 'TaskFailed',
    sent: { polls: 2 },
  },
  {
    name: 'a task that is pending, runs, and succeeds',
    truth: 'done',
    polls: [list(pending), list(running), list(succeeded())],
    state: 'succeeded',
    sent: { polls: 3 },
  },
  {
    name: 'two tasks, of which one takes longer',
    truth: 'done',
    polls: [list(succeeded(), task(second)), list(succeeded(), succeeded(second))],
    state: 'succeeded',
    sent: { polls: 2 },
  },
  {
    name: 'two tasks, of which one fails first',
    truth: 'failed',
    polls: [list(failed(), task(second)), list(failed(), succeeded(second))],
    state: 'failed',
    error: 'TaskFailed',
    sent: { polls: 2 },
  },
  {
    name: 'two tasks, of which one fails first, with failFast',
    truth: 'failed',
    options: { failFast: true },
    polls: [list(failed(), task(second))],
    state: 'failed',
    error: 'TaskFailed',
    sent: { polls: 1 },
  },
  {
    name: 'statuses in lower case',
    truth: 'done',
    polls: [list(task({ status: 'running' })), list(succeeded({ status: 'success' }))],
    state: 'succeeded',
    sent: { polls: 2 },
  },
  {
    name: 'a failure in lower case',
    truth: 'failed',
    polls: [list(failed({ status: 'failed' }))],
    state: 'failed',
    error: 'TaskFailed',
    sent: { polls: 1 },
  },
  {
    name: 'a status that nobody knows',
    truth: 'runs',
    options: { maxRetries: 3 },
    polls: [list(task({ status: 'completed' }))],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 3 },
  },
  {
    name: 'a task that runs for ever',
    truth: 'runs',
    options: { maxRetries: 4 },
    polls: [list(running)],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 4 },
  },
  {
    name: 'a failed task beside one that runs for ever',
    truth: 'failed',
    options: { maxRetries: 3 },
    polls: [list(failed(), task(second))],
    state: 'failed',
    error: 'TaskFailed',
    sent: { polls: 3 },
  },
  {
    name: 'an entry without a task type',
    truth: 'done',
    polls: [list(task({ taskType: '' })), list(succeeded({ taskType: '' }))],
    state: 'succeeded',
    sent: { polls: 2 },
  },
  {
    name: 'an entry that is blank but for its context',
    truth: 'runs',
    options: { maxRetries: 2 },
    polls: [contextStatus([{ type: 'data', data: [{ contextId: 'ctx' }] }])],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 2 },
  },
];

const nothingListed: readonly Situation[] = [
  { name: 'nothing to sync', truth: 'nothing', polls: [list()], state: 'succeeded', sent: { polls: 3 } },
  {
    name: 'nothing to sync, without patience',
    truth: 'nothing',
    options: { settlePolls: 0 },
    polls: [list()],
    state: 'succeeded',
    sent: { polls: 1 },
  },
  {
    name: 'nothing to sync, with few polls',
    truth: 'nothing',
    options: { maxRetries: 2 },
    polls: [list()],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 2 },
  },
  {
    name: 'a task that is listed late',
    truth: 'done',
    polls: [list(), list(), list(running), list(succeeded())],
    state: 'succeeded',
    sent: { polls: 4 },
  },
  {
    name: 'an absent contextStatus',
    truth: 'nothing',
    polls: [contextStatus(undefined)],
    state: 'succeeded',
    sent: { polls: 3 },
  },
  {
    name: 'a null contextStatus',
    truth: 'nothing',
    polls: [contextStatus(null)],
    state: 'succeeded',
    sent: { polls: 3 },
  },
  {
    name: 'an empty contextStatus',
    truth: 'nothing',
    polls: [contextStatus('')],
    state: 'succeeded',
    sent: { polls: 3 },
  },
  {
    name: 'an empty array as text',
    truth: 'nothing',
    polls: [contextStatus('[]')],
    state: 'succeeded',
    sent: { polls: 3 },
  },
  { name: 'an empty array', truth: 'nothing', polls: [contextStatus([])], state: 'succeeded', sent: { polls: 3 } },
  {
    name: 'a task that vanishes',
    truth: 'unknown',
    options: { maxRetries: 5 },
    polls: [list(running), list()],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 5 },
  },
  {
    name: 'a failed task that vanishes while another runs on',
    truth: 'failed',
    options: { maxRetries: 4 },
    polls: [list(failed(), task(second)), list(succeeded(second))],
    state: 'failed',
    error: 'TaskFailed',
    sent: { polls: 2 },
  },
];

const otherTasks: readonly Situation[] = [
  {
    name: 'an old success',
    truth: 'done',
    baseline: [list(succeeded())],
    polls: [list(succeeded(), task(later)), list(succeeded(), succeeded(later))],
    state: 'succeeded',
    sent: { polls: 2 },
  },
  {
    name: 'an old success that stays alone',
    truth: 'nothing',
    baseline: [list(succeeded())],
    polls: [list(succeeded())],
    state: 'succeeded',
    sent: { polls: 3 },
  },
  {
    name: 'an old failure that stays alone',
    truth: 'unknown',
    baseline: [list(failed())],
    polls: [list(failed())],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 3 },
  },
  {
    name: 'an old failure beside a new success',
    truth: 'done',
    baseline: [list(failed())],
    polls: [list(failed(), succeeded(later))],
    state: 'succeeded',
    sent: { polls: 1 },
  },
  {
    name: 'an old success beside a new failure',
    truth: 'failed',
    baseline: [list(succeeded())],
    polls: [list(succeeded(), failed(later))],
    state: 'failed',
    error: 'TaskFailed',
    sent: { polls: 1 },
  },
  {
    name: 'an old task that was under way',
    truth: 'done',
    baseline: [list(running)],
    polls: [list(running), list(succeeded())],
    state: 'succeeded',
    sent: { polls: 4 },
  },
  {
    name: 'an old success, without a baseline',
    truth: 'unknown',
    options: { baseline: false },
    polls: [list(succeeded())],
    state: 'succeeded',
    sent: { baseline: 0, polls: 1 },
  },
  {
    name: 'a repeat within the second',
    truth: 'done',
    baseline: [list(succeeded())],
    polls: [list(pending), list(succeeded())],
    state: 'succeeded',
    sent: { polls: 4 },
  },
  {
    name: 'another context that runs',
    truth: 'done',
    options: one,
    polls: [list(succeeded(), task(second))],
    state: 'succeeded',
    sent: { polls: 1 },
  },
  {
    name: 'another context that failed',
    truth: 'done',
    options: one,
    polls: [list(succeeded(), failed(second))],
    state: 'succeeded',
    sent: { polls: 1 },
  },
  {
    name: 'only another context',
    truth: 'nothing',
    options: one,
    polls: [list(task(second))],
    state: 'succeeded',
    sent: { polls: 3 },
  },
  {
    name: 'the other direction',
    truth: 'done',
    options: { mode: 'upload' },
    polls: [list(succeeded(), task({ taskType: 'download' }))],
    state: 'succeeded',
    sent: { polls: 1 },
  },
  {
    name: 'both directions, where none was asked for',
    truth: 'done',
    polls: [list(succeeded(), task({ taskType: 'download' })), list(succeeded(), succeeded({ taskType: 'download' }))],
    state: 'succeeded',
    sent: { polls: 2 },
  },
  {
    name: 'another type of task',
    truth: 'done',
    polls: [list(succeeded(), task({ taskType: 'index' }))],
    state: 'succeeded',
    sent: { polls: 1 },
  },
  {
    name: 'a path with a slash at its end',
    truth: 'done',
    options: { ...one, path: '/data/' },
    polls: [list(running), list(succeeded())],
    state: 'succeeded',
    sent: { polls: 2 },
  },
];

const unreadable = (name: string, step: Step): Situation => ({
  name,
  truth: 'runs on, and succeeds',
  polls: [step, step, step, list(succeeded())],
  state: 'succeeded',
  sent: { polls: 4 },
});

const transient: readonly Situation[] = [
  unreadable('no JSON', raw('<html>')),
  unreadable('no body', raw('')),
  unreadable('JSON that breaks off', raw('{"success":true,"data":{"contextSta')),
  unreadable('no success', raw('{}')),
  unreadable('success as text', raw('{"success":"true"}')),
  unreadable('a list for an envelope', raw('[]')),
  unreadable('a status string that is no JSON', contextStatus('Ready')),
  unreadable('a status string that holds an object', contextStatus('{}')),
  unreadable('a status string that holds null', contextStatus('null')),
  unreadable('an entry without its list', contextStatus('[{"type":"data"}]')),
  unreadable('an entry with a list that breaks off', contextStatus('[{"type":"data","data":"[{"}]')),
  unreadable('a task that is null', contextStatus('[{"type":"data","data":"[null]"}]')),
  unreadable('no entry with data', contextStatus('[{"type":"other","data":"[]"}]')),
  unreadable('a redirection', raw('', 302)),
  unreadable('HTTP 408', refuse(408)),
  unreadable('HTTP 429', refuse(429)),
  unreadable('HTTP 429 with Retry-After', refuse(429, '', '0.01')),
  unreadable('HTTP 429 with a Retry-After that is no time', refuse(429, '', 'soon')),
  unreadable('HTTP 500', refuse(500)),
  unreadable('HTTP 500 without JSON', raw('<html>', 500)),
  unreadable('HTTP 502', raw('', 502)),
  unreadable('HTTP 503 with a date for Retry-After', refuse(503, '', 'Thu, 01 Jan 1970 00:00:00 GMT')),
  unreadable('a throttling code in HTTP 200', refuse(200, 'Throttling.User')),
  unreadable('a throttling code in HTTP 400', refuse(400, 'Throttling')),
  unreadable('a reset connection', reset),
  unreadable('a body that breaks off', cut),
  { ...unreadable('a request that hangs', hang), options: { requestTimeout: 150, timeout: 10_000 } },
  { ...unreadable('a body that stalls', stall), options: { requestTimeout: 150, timeout: 10_000 } },
  {
    name: 'trouble for ever',
    truth: 'unknown',
    options: { maxRetries: 3 },
    polls: [refuse(500)],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 3 },
  },
  {
    name: 'a status that hangs for ever',
    truth: 'unknown',
    options: { timeout: 200 },
    polls: [hang],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 1 },
  },
  {
    name: 'a Retry-After beyond the deadline',
    truth: 'unknown',
    options: { timeout: 200 },
    polls: [refuse(429, '', '9999999')],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 1 },
  },
  {
    name: 'transient trouble of the baseline',
    truth: 'done',
    baseline: [refuse(500), raw('<html>'), reset, list()],
    polls: [list(succeeded())],
    state: 'succeeded',
    sent: { baseline: 4, polls: 1 },
  },
];

const permanentStatus = (name: string, step: Step, error: ContextError['_tag']): Situation => ({
  name,
  truth: 'unknown',
  polls: [list(running), step],
  state: 'unconfirmed',
  error,
  sent: { polls: 2 },
});

const permanent: readonly Situation[] = [
  permanentStatus('HTTP 401', refuse(401), 'Unauthorized'),
  permanentStatus('HTTP 403', raw('forbidden', 403), 'Unauthorized'),
  permanentStatus('NOT_LOGIN in HTTP 400', refuse(400, 'NOT_LOGIN'), 'Unauthorized'),
  permanentStatus('NOT_LOGIN in HTTP 200', refuse(200, 'NOT_LOGIN'), 'Unauthorized'),
  permanentStatus('a session that is gone', refuse(400, 'InvalidMcpSession.NotFound'), 'NotFound'),
  permanentStatus('HTTP 404', raw('', 404), 'NotFound'),
  permanentStatus('another refusal', refuse(400, 'InvalidContext'), 'Refused'),
  permanentStatus('a refusal without a code in HTTP 200', refuse(200), 'Refused'),
  {
    name: 'a refusal after a failed task',
    truth: 'failed',
    polls: [list(failed(), task(second)), refuse(401)],
    state: 'failed',
    error: 'TaskFailed',
    sent: { polls: 2 },
  },
  {
    name: 'a baseline that is refused',
    truth: 'not triggered',
    baseline: [refuse(401)],
    state: 'failed',
    error: 'Unauthorized',
    sent: { triggers: 0, polls: 0 },
  },
];

const triggers: readonly Situation[] = [
  {
    name: 'a trigger that is refused',
    truth: 'refused',
    triggers: [refuse(400, 'InvalidContext')],
    state: 'failed',
    error: 'Refused',
    sent: { polls: 0 },
  },
  {
    name: 'a trigger that is not allowed',
    truth: 'refused',
    triggers: [refuse(400, 'NOT_LOGIN')],
    state: 'failed',
    error: 'Unauthorized',
    sent: { polls: 0 },
  },
  {
    name: 'a trigger of a session that is gone',
    truth: 'refused',
    triggers: [refuse(400, 'InvalidMcpSession.NotFound')],
    state: 'failed',
    error: 'NotFound',
    sent: { polls: 0 },
  },
  {
    name: 'a trigger that comes too often',
    truth: 'done',
    triggers: [refuse(429), refuse(200, 'Throttling'), refuse(503), accept],
    polls: [list(succeeded())],
    state: 'succeeded',
    sent: { triggers: 4, polls: 1 },
  },
  {
    name: 'a trigger that always comes too often',
    truth: 'not taken',
    options: { maxRetries: 3 },
    triggers: [refuse(429)],
    state: 'unconfirmed',
    error: 'RateLimited',
    sent: { triggers: 3, polls: 0 },
  },
  {
    name: 'a trigger with HTTP 500',
    truth: 'perhaps taken',
    triggers: [refuse(500)],
    state: 'unconfirmed',
    error: 'Unavailable',
    sent: { polls: 0 },
  },
  {
    name: 'a trigger with HTTP 408',
    truth: 'perhaps taken',
    triggers: [refuse(408)],
    state: 'unconfirmed',
    error: 'Unavailable',
    sent: { polls: 0 },
  },
  {
    name: 'a trigger whose connection is reset',
    truth: 'perhaps taken',
    triggers: [reset],
    state: 'unconfirmed',
    error: 'Unavailable',
    sent: { polls: 0 },
  },
  {
    name: 'a trigger whose answer breaks off',
    truth: 'perhaps taken',
    triggers: [cut],
    state: 'unconfirmed',
    error: 'Unavailable',
    sent: { polls: 0 },
  },
  {
    name: 'a trigger whose answer is unreadable',
    truth: 'perhaps taken',
    triggers: [raw('<html>')],
    state: 'unconfirmed',
    error: 'BadAnswer',
    sent: { polls: 0 },
  },
  {
    name: 'a trigger that hangs',
    truth: 'perhaps taken',
    options: { requestTimeout: 150 },
    triggers: [hang],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 0 },
  },
  {
    name: 'a trigger that hangs up to the deadline',
    truth: 'perhaps taken',
    options: { timeout: 150 },
    triggers: [hang],
    state: 'unconfirmed',
    error: 'TimedOut',
    sent: { polls: 0 },
  },
];

const wrong = (name: string, options: SyncOptions): Situation => ({
  name,
  truth: 'not triggered',
  options,
  state: 'failed',
  error: 'InvalidRequest',
  sent: { baseline: 0, triggers: 0, polls: 0 },
});

const argumentsFirst: readonly Situation[] = [
  wrong('a context without its path', { contextId: 'ctx' }),
  wrong('a path without its context', { path: '/data' }),
  wrong('no number of polls', { maxRetries: Number.NaN }),
  wrong('a negative interval', { retryInterval: -1 }),
  wrong('a timeout beyond the range of timers', { timeout: 2 ** 31 }),
];

/** Over a hundred situations, by the rule that they are most about. */
export const situations: Readonly<Record<string, readonly Situation[]>> = {
  'rule 2': argumentsFirst,
  'rule 4': otherTasks,
  'rule 5': ends,
  'rule 6': nothingListed,
  'rules 7 and 9': transient,
  'rule 8': permanent,
  'rules 7 and 8, of the trigger': triggers,
};
