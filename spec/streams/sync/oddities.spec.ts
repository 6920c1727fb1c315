import { of, throwError, type Observable } from 'rxjs';
import { expect, it } from 'vitest';
import type { ContextStatusData } from '../../../src/model/tasks/ContextStatusData.js';
import { silent } from '../../../src/model/logging/Logger.js';
import type { SyncHandle } from '../../../src/model/sync/SyncHandle.js';
import type { SyncOptions } from '../../../src/model/sync/SyncOptions.js';
import { contextStreams } from '../../../src/streams/sync/contextStreams.js';
import { trouble } from '../../support/errors.js';
import { handleOf } from '../../support/picture.js';
import { failed, succeeded, task } from '../../support/tasks.js';
import { inTurn, inVirtualTime } from '../../support/virtual.js';
import { transportOf } from '../../support/transport.js';

type Answer = readonly ContextStatusData[] | Error;
type Fields = Partial<ContextStatusData>;

interface Oddity {
  readonly baseline?: readonly Answer[];
  /** The last one goes on for ever. */
  readonly polls: readonly Answer[];
  readonly triggers?: readonly (Error | 'accepted')[];
  readonly options?: SyncOptions;
  /** Followed instead of a sync. */
  readonly handle?: Partial<SyncHandle>;
}

const waits = (fields: Fields = {}) => task({ status: 'Pending', startTime: 0, ...fields });
const runs = (startTime: number, fields: Fields = {}) => task({ startTime, ...fields });
const ends = (startTime: number, fields: Fields = {}) => succeeded({ startTime, finishTime: startTime + 1, ...fields });
const fails = (startTime: number, fields: Fields = {}) => failed({ startTime, finishTime: startTime + 1, ...fields });
const one = { contextId: 'ctx', path: '/data' };
const elsewhere = { path: '/elsewhere' };
const more = { contextId: 'ctx-2', path: '/more' };
const denied = trouble.unauthorized();

/** What a sync makes of odd services: a letter for each snapshot, `w` where it warns. */
const oddities: readonly (readonly [name: string, states: string, oddity: Oddity])[] = [
  [
    'one context ends, the other runs for ever',
    'rrrrrrrrrrru',
    {
      baseline: [[]],
      polls: [
        [runs(200), runs(200, more)],
        [ends(200), runs(200, more)],
      ],
    },
  ],
  [
    'one context ends, the other waits for ever',
    'rrrrrrrrrrru',
    {
      baseline: [[]],
      polls: [
        [runs(200), waits(more)],
        [ends(200), waits(more)],
      ],
    },
  ],
  [
    'a task that is listed, gone, and back',
    'rrrrs',
    { baseline: [[]], polls: [[runs(200)], [], [runs(200)], [], [ends(200)]] },
  ],
  [
    'a success that is gone, and back running',
    'rrrs',
    {
      baseline: [[]],
      polls: [
        [ends(200), runs(201, more)],
        [runs(201, more)],
        [runs(200), runs(201, more)],
        [ends(200), ends(201, more)],
      ],
    },
  ],
  [
    'times in milliseconds',
    'rs',
    {
      baseline: [[ends(1700000100000)]],
      polls: [
        [ends(1700000100000), runs(1700000200123)],
        [ends(1700000100000), ends(1700000200123)],
      ],
    },
  ],
  [
    'a status of another word for success',
    'rrrrrrrrrrru',
    { baseline: [[]], polls: [[ends(200, { status: 'Succeeded' })]] },
  ],
  ['a failure in capitals', 'f', { baseline: [[]], polls: [[fails(200, { status: 'FAILED' })]] }],
  [
    'a status of another word for failure',
    'rrrrrrrrrrru',
    { baseline: [[]], polls: [[fails(200, { status: 'Error' })]] },
  ],
  ['a blank status', 'rs', { baseline: [[]], polls: [[runs(200, { status: '' })], [ends(200)]] }],
  ['a refusal of every poll after the first', 'ru', { baseline: [[]], polls: [[runs(200)], trouble.refused()] }],
  [
    'an earlier sync of the same that ends meanwhile',
    'rs',
    {
      baseline: [[runs(100)]],
      polls: [
        [ends(100), runs(200)],
        [ends(100), ends(200)],
      ],
    },
  ],
  [
    'a later sync of the same that fails',
    'rrf',
    {
      baseline: [[]],
      polls: [
        [runs(200), runs(250)],
        [ends(200), runs(250)],
        [ends(200), fails(250)],
      ],
    },
  ],
  [
    'a later sync of another place that fails',
    'rs',
    {
      baseline: [[]],
      polls: [
        [runs(200), runs(250, more)],
        [ends(200), fails(250, more)],
      ],
      options: one,
    },
  ],
  ['a later sync after the end', 's', { baseline: [[]], polls: [[ends(200)], [ends(200), fails(300)]] }],
  ['one poll, and nothing listed', 'u', { baseline: [[]], polls: [[]], options: { maxRetries: 1 } }],
  ['one poll, and a success', 's', { baseline: [[]], polls: [[ends(200)]], options: { maxRetries: 1 } }],
  ['one poll without patience', 's', { baseline: [[]], polls: [[]], options: { maxRetries: 1, settlePolls: 0 } }],
  ['no interval', 'rs', { baseline: [[]], polls: [[runs(200)], [ends(200)]], options: { retryInterval: 0 } }],
  [
    'a schedule without delays',
    'rrs',
    { baseline: [[]], polls: [[runs(200)], [runs(200)], [ends(200)]], options: { retryInterval: () => 0 } },
  ],
  [
    'a schedule without delays, before the trigger',
    'wwrs',
    {
      baseline: [trouble.unavailable(), trouble.unavailable(), []],
      polls: [[runs(200)], [ends(200)]],
      options: { retryInterval: () => 0 },
    },
  ],
  [
    'failFast, at the first of two',
    'f',
    {
      baseline: [[]],
      polls: [
        [fails(200), runs(201, more)],
        [fails(200), ends(201, more)],
      ],
      options: { failFast: true },
    },
  ],
  [
    'failFast, at a later sync of the same',
    'rf',
    {
      baseline: [[]],
      polls: [[runs(200)], [runs(200), fails(250)], [ends(200), fails(250)]],
      options: { failFast: true },
    },
  ],
  [
    'a baseline that fails, then is read',
    'wrs',
    {
      baseline: [trouble.unavailable(), [ends(100)]],
      polls: [
        [ends(100), runs(200)],
        [ends(100), ends(200)],
      ],
    },
  ],
  [
    'a baseline that is refused after a throttled trigger',
    'wf',
    { baseline: [[], denied], polls: [[]], triggers: [trouble.rateLimited(), 'accepted'] },
  ],
  [
    'a trigger that is throttled, then lost',
    'wwrs',
    {
      baseline: [[], []],
      polls: [[runs(200)], [ends(200)]],
      triggers: [trouble.rateLimited(), trouble.connectionReset()],
    },
  ],
  [
    'a lost trigger, and a refused status',
    'wu',
    { baseline: [[]], polls: [denied], triggers: [trouble.connectionReset()] },
  ],
  [
    'a lost trigger that arrived, and a refused status',
    'wru',
    { baseline: [[]], polls: [[runs(200)], denied], triggers: [trouble.connectionReset()] },
  ],
  [
    'a lost trigger without a baseline',
    'wrru',
    {
      baseline: [],
      polls: [[ends(100)], [ends(100)]],
      options: { baseline: false },
      triggers: [trouble.connectionReset()],
    },
  ],
  [
    'a lost trigger beside an old failure',
    'wppu',
    { baseline: [[fails(100)]], polls: [[fails(100)]], triggers: [trouble.connectionReset()] },
  ],
  [
    'a lost trigger without patience',
    'wu',
    { baseline: [[]], polls: [[]], options: { settlePolls: 0 }, triggers: [trouble.connectionReset()] },
  ],
  ['a handle followed after 59 s', 'pps', { polls: [[]], handle: { triggeredAt: -59_000, baseline: [] } }],
  ['a handle followed after 61 s', 'ppu', { polls: [[]], handle: { triggeredAt: -61_000, baseline: [] } }],
  [
    'a handle followed after an hour, an old success',
    'ppu',
    { polls: [[ends(100)]], handle: { triggeredAt: -3_600_000, baseline: [ends(100)] } },
  ],
  [
    'a handle followed after an hour, a new success',
    's',
    { polls: [[ends(100), ends(200)]], handle: { triggeredAt: -3_600_000, baseline: [ends(100)] } },
  ],
  [
    'a handle followed after an hour, a new success beside an old one of another context',
    'rrs',
    {
      polls: [[ends(100, more), ends(200)]],
      handle: { triggeredAt: -3_600_000, baseline: [ends(100, more)] },
    },
  ],
  [
    'a handle without a baseline, after an hour',
    's',
    { polls: [[ends(100)]], handle: { triggeredAt: -3_600_000, baseline: undefined } },
  ],
  [
    'a handle that saw another task run',
    'rrrrrrrrrrru',
    { polls: [[runs(300)], [ends(300)]], handle: { seen: [runs(200)], baseline: [] } },
  ],
  ['a handle whose task has ended', 's', { polls: [[ends(200)]], handle: { seen: [runs(200)], baseline: [] } }],
  [
    'a handle that saw a failure, and a refused status',
    'f',
    { polls: [denied], handle: { seen: [fails(200)], baseline: [] } },
  ],
  [
    'a handle that saw the end, after an hour',
    's',
    { polls: [[]], handle: { seen: [ends(200)], baseline: [], triggeredAt: -3_600_000 } },
  ],
  [
    'one letter in three forms of Unicode',
    'rs',
    {
      baseline: [[]],
      polls: [[runs(200, { path: '/\u00c5' })], [ends(200, { path: '/A\u030a' })]],
      options: { contextId: 'ctx', path: '/\u212b' },
    },
  ],
  [
    'a path of encoded bytes',
    's',
    { baseline: [[]], polls: [[ends(200, { path: '/%E4%B8%AD' })]], options: { contextId: 'ctx', path: '/\u4e2d' } },
  ],
  ['the root', 's', { baseline: [[]], polls: [[ends(200, { path: '/' })]], options: { contextId: 'ctx', path: '/' } }],
  [
    'the home folder as it was asked for',
    's',
    { baseline: [[]], polls: [[ends(200, { path: '~' })]], options: { contextId: 'ctx', path: '~' } },
  ],
  [
    'the home folder by its whole path',
    'ppu',
    { baseline: [[]], polls: [[ends(200, { path: '/home/me/x' })]], options: { contextId: 'ctx', path: '~/x' } },
  ],
  [
    'a type that almost is the one asked for',
    'ppu',
    { baseline: [[]], polls: [[ends(200, { taskType: 'uploads' })]], options: { mode: 'upload' } },
  ],
  ['a mode in capitals', 'rs', { baseline: [[]], polls: [[runs(200)], [ends(200)]], options: { mode: 'UPLOAD' } }],
  ['a new task of another type alone', 'ppu', { baseline: [[]], polls: [[ends(200, { taskType: 'index' })]] }],
  [
    'a new task of another type beside ours',
    's',
    { baseline: [[]], polls: [[ends(200), runs(200, { taskType: 'index' })]] },
  ],
  [
    'an old task of another type that ends',
    'pps',
    { baseline: [[runs(100, { taskType: 'index' })]], polls: [[ends(100, { taskType: 'index' })]] },
  ],
  ['an old failure that leaves the list', 'pps', { baseline: [[fails(100)]], polls: [[]] }],
  [
    'an old failure at another path',
    'pps',
    { baseline: [[fails(100, elsewhere)]], polls: [[fails(100, elsewhere)]], options: one },
  ],
  ['an earlier transfer that leaves the list without an end', 'ppu', { baseline: [[runs(100)]], polls: [[]] }],
  ['an earlier transfer that leaves the list for ours', 's', { baseline: [[runs(100)]], polls: [[ends(200)]] }],
  [
    'an earlier transfer that tells its path at its end, before ours of that path is listed',
    'rf',
    {
      baseline: [[runs(100, { ...more, path: '' })]],
      polls: [
        [ends(100, more), ends(200)],
        [ends(100, more), ends(200), fails(201, more)],
      ],
    },
  ],
  [
    'an old task at another path, and another sync of that path',
    's',
    { baseline: [[ends(100, elsewhere)]], polls: [[runs(150, elsewhere), ends(200)]], options: one },
  ],
  ['an old failure that is a success of the same second', 's', { baseline: [[fails(100)]], polls: [[ends(100)]] }],
  ['an old success that is a failure of the same second', 'f', { baseline: [[ends(100)]], polls: [[fails(100)]] }],
  [
    'a list in another order each time',
    'rrs',
    {
      baseline: [[]],
      polls: [
        [runs(200), runs(200, more)],
        [runs(200, more), runs(200)],
        [ends(200, more), ends(200)],
      ],
    },
  ],
  [
    'a start that is told at the end',
    'rs',
    { baseline: [[]], polls: [[task({ status: 'Running', startTime: 0 })], [ends(200)]] },
  ],
  [
    'an old success without times',
    'pps',
    { baseline: [[ends(0, { finishTime: 0 })]], polls: [[ends(0, { finishTime: 0 })]] },
  ],
  [
    'a repeat without times',
    'rrrs',
    { baseline: [[ends(0, { finishTime: 0 })]], polls: [[runs(0)], [ends(0, { finishTime: 0 })]] },
  ],
  [
    'a repeat without times, while another context goes on',
    'rrrs',
    {
      baseline: [[ends(0, { finishTime: 0 })]],
      polls: [
        [runs(0)],
        [ends(0, { finishTime: 0 })],
        [ends(0, { finishTime: 0 }), waits(more)],
        [ends(0, { finishTime: 0 }), runs(300, more)],
      ],
      options: one,
    },
  ],
  [
    'trouble, and a task that leaves the list and comes back',
    'wrwrws',
    {
      baseline: [[]],
      polls: [trouble.unavailable(), [runs(200)], trouble.unavailable(), [], trouble.unavailable(), [ends(200)]],
    },
  ],
  ['trouble and nothing else', 'wwwwwwwwwwwu', { baseline: [[]], polls: [trouble.unavailable()] }],
  ['a deadline at a poll', 'ru', { baseline: [[]], polls: [[runs(200)], [ends(200)]], options: { timeout: 3 } }],
  [
    'a deadline right after a poll',
    'rs',
    { baseline: [[]], polls: [[runs(200)], [ends(200)]], options: { timeout: 4 } },
  ],
  [
    'two tasks of one place',
    'rrf',
    {
      baseline: [[]],
      polls: [
        [runs(200), runs(201)],
        [ends(200), runs(201)],
        [ends(200), fails(201)],
      ],
    },
  ],
  [
    'three contexts that leave the list one by one',
    'rrs',
    {
      baseline: [[]],
      polls: [
        [runs(1), runs(2, more), runs(3, { contextId: 'c' })],
        [ends(1), runs(2, more)],
        [ends(2, more), ends(3, { contextId: 'c' })],
      ],
    },
  ],
  [
    'a finish before the end, and none at it',
    'rs',
    { baseline: [[]], polls: [[runs(200, { finishTime: 300 })], [ends(200, { finishTime: 0 })]] },
  ],
  [
    'an old failure and an old success of one second',
    'ppu',
    {
      baseline: [[fails(100), ends(100)]],
      polls: [
        [fails(100), ends(100)],
        [fails(100), ends(100)],
      ],
    },
  ],
  ['a start beyond all times', 'rs', { baseline: [[]], polls: [[runs(1e300)], [ends(1e300)]] }],
  [
    'a wait with a time, and a later start',
    'rrs',
    { baseline: [[]], polls: [[waits({ startTime: 190 })], [runs(200)], [ends(200)]] },
  ],
  [
    'an earlier task that waits on beside ours',
    'rs',
    {
      baseline: [[waits({ startTime: 110 })]],
      polls: [
        [waits({ startTime: 110 }), runs(200)],
        [waits({ startTime: 110 }), ends(200)],
      ],
    },
  ],
  [
    'a download that fails beside the upload that was asked for',
    's',
    {
      baseline: [[runs(100, { taskType: 'download' })]],
      polls: [[fails(100, { taskType: 'download' }), ends(200)]],
      options: { mode: 'upload' },
    },
  ],
  [
    'a download that was under way and fails alone',
    'rrf',
    { baseline: [[runs(100, { taskType: 'download' })]], polls: [[fails(100, { taskType: 'download' })]] },
  ],
  [
    'another spelling first, then the one asked for',
    'rrs',
    {
      baseline: [[]],
      polls: [[runs(200, { path: '/DATA' })], [runs(200, { path: '/DATA' })], [ends(200, { path: '/data' })]],
      options: one,
    },
  ],
  [
    'another spelling that runs on beside the one asked for',
    'rs',
    {
      baseline: [[]],
      polls: [[runs(200, { path: '/DATA' })], [runs(200, { path: '/DATA' }), ends(201)]],
      options: one,
    },
  ],
  [
    'an old failure in another spelling, then a success in the one asked for',
    'ps',
    {
      baseline: [[fails(100, { path: '/DATA' })]],
      polls: [[fails(100, { path: '/DATA' })], [fails(100, { path: '/DATA' }), ends(200)]],
      options: one,
    },
  ],
];

const answerOf = (answer: Answer): Observable<{ requestId: string; data: readonly ContextStatusData[] }> =>
  answer instanceof Error ? throwError(() => answer) : of({ requestId: 'R', data: answer });

it.each(oddities)('%s: %s', (_, expected, { baseline = [], polls, triggers = ['accepted'], options, handle }) => {
  inVirtualTime(({ flush }) => {
    const readStatus = inTurn([...baseline, ...polls].map(answerOf));
    const trigger = inTurn(triggers.map((answer) => answerOf(answer === 'accepted' ? [] : answer)));
    let states = '';
    let ticks = 0;
    let triggered = 0;
    const transport = {
      readStatus: () => readStatus,
      trigger: () => {
        triggered += 1;
        return trigger;
      },
      monotonicNow: () => ticks++,
    };
    const streams = contextStreams(
      transportOf(transport),
      { service: 'AGB', sessionId: 's-1' },
      { requestTimeout: 60_000 },
      silent,
    );
    const plan = { retryInterval: 3, maxRetries: 12, ...options };
    const stream = handle === undefined ? streams.sync$(plan) : streams.follow$(handleOf(handle), plan);
    stream.subscribe(({ state, warning }) => (states += warning === undefined ? state.charAt(0) : 'w'));
    flush();
    expect(states).toBe(expected);
    // Whatever goes wrong, it is triggered again only where it was turned away.
    expect(triggered).toBeLessThanOrEqual(handle === undefined ? triggers.length : 0);
  });
});
