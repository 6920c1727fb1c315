import { of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/model/logging/LogEvent.js';
import type { Log } from '../../../src/model/logging/Logger.js';
import type { SyncOptions } from '../../../src/model/sync/SyncOptions.js';
import type { ContextStatusData } from '../../../src/model/tasks/ContextStatusData.js';
import { contextStreams, type ContextStreams } from '../../../src/streams/sync/contextStreams.js';
import { trouble } from '../../support/errors.js';
import { failed, succeeded, task } from '../../support/tasks.js';
import { inTurn, inVirtualTime, virtualNow } from '../../support/virtual.js';
import { transportOf } from '../../support/transport.js';

type List = readonly ContextStatusData[];

interface Service {
  /** What the trigger is answered, in turn. */
  readonly triggers: readonly (Error | 'accepted')[];
  /** What is listed, in turn: at first before each try. */
  readonly lists?: readonly List[];
}

/** What a stream of one session emits and logs until its end. */
const run = <T>({ triggers, lists = [[]] }: Service, stream: (streams: ContextStreams) => Observable<T>) => {
  const emitted: T[] = [];
  const logged: LogEvent[] = [];
  const log: Log = (_, entry) => void logged.push(entry()[0]);
  inVirtualTime(({ flush }) => {
    const trigger = inTurn(
      triggers.map((answer) => (answer === 'accepted' ? of({ requestId: 'T' }) : throwError(() => answer))),
    );
    const readStatus = inTurn(lists.map((data) => of({ requestId: 'R', data })));
    const transport = transportOf({ readStatus: () => readStatus, trigger: () => trigger, monotonicNow: virtualNow });
    stream(contextStreams(transport, { service: 'AGB', sessionId: 's-1' }, { requestTimeout: 60_000 }, log)).subscribe(
      (value) => {
        emitted.push(value);
      },
    );
    flush();
  });
  return { emitted, logged };
};

const options: SyncOptions = { retryInterval: 3 };

describe('a sync whose trigger was turned away', () => {
  const warning = trouble.unavailable(503);
  const triggers = [warning, 'accepted'] as const;

  it('waits: nothing is over, accepted or known yet but why', () => {
    const { emitted } = run({ triggers }, (streams) => streams.sync$(options));
    expect(emitted[0]).toMatchObject({
      state: 'pending',
      done: false,
      success: false,
      requestId: '',
      contextStatusData: [],
      polls: 0,
      errorMessage: '',
      warning,
      handle: { sessionId: 's-1', requestId: '', accepted: false },
    });
    expect(emitted.at(-1)).toMatchObject({ state: 'succeeded', requestId: 'T', handle: { accepted: true } });
  });

  it('tells the result of the trigger once, when it is known', () => {
    const result = { success: true, requestId: 'T', handle: expect.objectContaining({ accepted: true }) as unknown };
    const started = run({ triggers }, (streams) => streams.start$(options));
    expect(started.emitted).toMatchObject([result]);
    const told: unknown[] = [];
    run({ triggers }, (streams) => streams.sync$(options, (value) => void told.push(value)));
    expect(told).toMatchObject([result]);
  });

  it.each([
    ['nothing', undefined, { delay: 3, why: 'retryInterval' }],
    ['the interval', 3, { delay: 3, why: 'retryInterval' }],
    ['longer', 4, { delay: 4, why: 'Retry-After' }],
  ])('is tried again after the interval, or later where the service asks for that: %s', (_, retryAfter, wait) => {
    const turnedAway = trouble.unavailable(503, retryAfter);
    const { logged } = run({ triggers: [turnedAway, 'accepted'] }, (streams) => streams.start$(options));
    expect(logged.filter(({ event }) => event === 'wait')).toEqual([{ event: 'wait', sessionId: 's-1', ...wait }]);
  });
});

it('keeps of what was listed before the trigger what is of its context', () => {
  const others = [succeeded({ contextId: 'ctx-2' }), task({ contextId: 'ctx-3' })];
  const lists = [[...others, succeeded(), succeeded({ path: '/more' })]];
  const one = { ...options, contextId: 'ctx', path: '/data' };
  const { emitted } = run({ triggers: ['accepted'], lists }, (streams) => streams.start$(one));
  expect(emitted[0]?.handle.baseline).toEqual([succeeded(), succeeded({ path: '/more' })]);
});

it('lists the task whose failure decides, though a newer one of the same place ended well', () => {
  const later = { startTime: failed().startTime + 5 };
  const lists = [[], [failed(), task(later)], [failed(), succeeded(later)]];
  const { emitted } = run({ triggers: ['accepted'], lists }, (streams) => streams.sync$(options));
  expect(
    emitted.map(({ state, contextStatusData }) => [state, ...contextStatusData.map(({ status }) => status)]),
  ).toEqual([
    ['running', 'Running'],
    ['failed', 'Failed'],
  ]);
  expect(emitted.at(-1)).toMatchObject({ progress: { total: 2, finished: 2, failed: 1 } });
});

it('follows a trigger whose answer took too long, for it may have arrived', () => {
  const lists = [[], [task()], [succeeded()]];
  const { emitted } = run({ triggers: [trouble.slow()], lists }, (streams) => streams.sync$(options));
  expect(emitted.map(({ state }) => state)).toEqual(['pending', 'running', 'succeeded']);
});

it('advises to follow a trigger that may have arrived, but not who follows it already', () => {
  const lost = { triggers: [trouble.slow()] };
  const advice = /follow its `handle`/;
  expect(run(lost, (streams) => streams.start$(options)).emitted.at(-1)?.errorMessage).toMatch(advice);
  const blind = { ...options, baseline: false };
  for (const told of [
    ...run(lost, (streams) => streams.start$(blind)).emitted,
    ...run({ ...lost, lists: [[task()], [succeeded()]] }, (streams) => streams.sync$(blind)).emitted.slice(-1),
  ]) {
    expect(told.errorMessage).toMatch(/; without a `baseline` nobody can tell how it ends: sync again$/);
  }
  const { emitted } = run(lost, (streams) => streams.sync$(options));
  expect(emitted[0]).toMatchObject({ state: 'pending', warning: { message: trouble.slow().message } });
  expect(emitted.at(-1)?.errorMessage).toMatch(advice);
  expect(emitted.at(-1)?.error?.cause).toMatchObject({ message: trouble.slow().message });
});

it('names itself in the error of a sync that was polled often enough', () => {
  const { emitted } = run({ triggers: ['accepted'], lists: [[], [task()]] }, (streams) =>
    streams.sync$({ ...options, maxRetries: 2 }),
  );
  expect(emitted.at(-1)?.error).toMatchObject({ _tag: 'TimedOut', operation: 'sync', limit: 'maxRetries', allowed: 2 });
});
