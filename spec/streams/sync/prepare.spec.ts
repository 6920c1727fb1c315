import { concatMap, takeUntil, timer, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Unavailable } from '../../../src/model/errors/Unavailable.js';
import type { LogEvent } from '../../../src/model/logging/LogEvent.js';
import type { SyncHandle } from '../../../src/model/sync/SyncHandle.js';
import { contextStreams, type ContextStreams } from '../../../src/streams/sync/contextStreams.js';
import { trouble } from '../../support/errors.js';
import { onStepBench, place, stored, type Script } from '../../support/stepBench.js';
import { failed, succeeded, task } from '../../support/tasks.js';

/** What a stream emits, and when; what it sends, and logs. */
const run = <T>(script: Script, stream: (streams: ContextStreams) => Observable<T>, stopAt?: number) => {
  const emitted: [at: number, value: T][] = [];
  const sent: string[] = [];
  const logged: LogEvent[] = [];
  const end = { at: -1 };
  onStepBench(script, ({ means, pass, now, ...bench }) => {
    const { transport, defaults, log } = means();
    const whole = stream(contextStreams(transport, place, defaults, log));
    (stopAt === undefined ? whole : whole.pipe(takeUntil(timer(stopAt)))).subscribe({
      next: (value) => emitted.push([now(), value]),
      complete: () => (end.at = now()),
    });
    pass(0);
    sent.push(...bench.sent);
    logged.push(...bench.logged);
  });
  return { emitted, value: emitted[0]?.[1], sent, logged, endedAt: end.at };
};

const options = { retryInterval: 10, timeout: 200 };
const one = { contextId: 'ctx', path: '/data', mode: 'upload' };

/** A handle as `prepare$` gave it, in the store. */
const prepared: SyncHandle = {
  version: 1,
  ...place,
  ...one,
  requestId: '',
  triggeredAt: 0,
  accepted: false,
  baseline: [failed({ startTime: 5 })],
};

describe('prepare$', () => {
  it('reads the list, triggers nothing, and gives a handle that is not accepted, with what is listed of its context', () => {
    const listed = [succeeded(), task({ path: '/more' }), task({ contextId: 'other' })];
    const { emitted, sent, endedAt } = run({ status: ['--l'], answers: { l: listed } }, (streams) =>
      streams.prepare$({ ...options, ...one }),
    );
    expect(sent).toEqual(['status 0-2']);
    expect(emitted).toMatchObject([
      [
        2,
        {
          success: true,
          requestId: 'R',
          handle: { ...one, accepted: false, requestId: '', baseline: listed.slice(0, 2) },
        },
      ],
    ]);
    expect(endedAt).toBe(2);
  });

  it('sends nothing where no baseline is asked for', () => {
    const { value, sent } = run({}, (streams) => streams.prepare$({ ...options, baseline: false }));
    expect(sent).toEqual([]);
    expect(value).toMatchObject({ success: true, handle: { accepted: false } });
    expect(value?.success === true && value.handle.baseline).toBeUndefined();
  });

  it('tries again through transient trouble, after the interval or when the service says', () => {
    const answers = { l: trouble.unavailable(503, 25) };
    const { emitted, sent } = run({ status: ['x', 'l', 'e'], answers }, (streams) => streams.prepare$(options));
    expect(sent).toEqual(['status 0-0', 'status 10-10', 'status 35-35']);
    expect(emitted).toMatchObject([[35, { success: true, handle: { baseline: [] } }]]);
  });

  it('waits where the key is throttled', () => {
    const { emitted, sent } = run({ status: ['t', 'e'], answers: { t: trouble.rateLimited(50) } }, (streams) =>
      streams.prepare$(options),
    );
    expect(sent).toEqual(['status 0-0', 'status 50-50']);
    expect(emitted).toMatchObject([[50, { success: true }]]);
  });

  it.each([
    ['it is refused', 'd', {}, 'Unauthorized', ['status 0-0']],
    ['it was tried as often as allowed', 'x', { maxRetries: 2 }, 'Unavailable', ['status 0-0', 'status 10-10']],
    ['its time is over', '-', { timeout: 30 }, 'TimedOut', ['status 0-30!']],
  ])('fails where %s, without a trigger', (_, answer, more, _tag, expected) => {
    const { emitted, sent, logged } = run({ status: [answer] }, (streams) => streams.prepare$({ ...options, ...more }));
    expect(sent).toEqual(expected);
    expect(emitted).toHaveLength(1);
    expect(emitted[0]?.[1]).toMatchObject({ success: false, error: { _tag } });
    // Nobody is told that a sync was not triggered who did not ask for that.
    expect(logged.filter(({ event }) => event === 'start')).toEqual([]);
  });

  it('refuses wrong options', () => {
    const { value, sent } = run({}, (streams) => streams.prepare$({ contextId: 'ctx' }));
    expect(sent).toEqual([]);
    expect(value).toMatchObject({ success: false, error: { _tag: 'InvalidRequest', option: 'path' } });
  });

  it('is cancelled by who leaves', () => {
    expect(run({ status: ['-'] }, (streams) => streams.prepare$(options), 7)).toMatchObject({
      emitted: [],
      sent: ['status 0-7!'],
    });
  });
});

describe('trigger$', () => {
  it('triggers what was prepared, once, and gives a handle that is accepted', () => {
    const { emitted, sent, endedAt, logged } = run({ trigger: ['---a'] }, (streams) =>
      streams.trigger$(stored(prepared)),
    );
    expect(sent).toEqual(['trigger 0-3']);
    expect(emitted).toMatchObject([
      [3, { success: true, requestId: 'T', handle: { ...prepared, triggeredAt: 3, requestId: 'T', accepted: true } }],
    ]);
    expect(endedAt).toBe(3);
    expect(logged).toMatchObject([{ event: 'start', success: true, ...one }]);
  });

  const noAnswer = { operation: 'SyncContext', serviceMessage: '', requestId: '' };
  const answers = {
    n: new Unavailable({ ...noAnswer, code: 'ECONNREFUSED' }),
    b: trouble.unavailable(503),
    v: trouble.refused(),
    t: trouble.rateLimited(50),
    c: new Unavailable({ ...noAnswer, code: 'ECONNRESET' }),
    w: trouble.slow(),
  };

  it.each([
    ['it was never connected', 'n', 'failed', /nothing was triggered: sync again/],
    ['it was turned away for now', 'b', 'failed', /nothing was triggered: sync again/],
    ['the key is throttled', 't', 'failed', /nothing was triggered: sync again/],
    ['it was refused', 'v', 'failed', /said the service/],
    ['its answer got lost', 'c', 'unconfirmed', /follow its `handle`/],
    ['its answer took too long', 'w', 'unconfirmed', /follow its `handle`/],
    ['the service failed', 'x', 'unconfirmed', /follow its `handle`/],
  ])('sends no second one where %s', (_, letter, state, message) => {
    const { emitted, sent } = run({ trigger: [`-${letter}`], answers }, (streams) => streams.trigger$(prepared));
    expect(sent).toEqual(['trigger 0-1']);
    expect(emitted).toMatchObject([
      [1, { success: false, state, handle: { ...one, accepted: false, baseline: prepared.baseline } }],
    ]);
    expect(emitted[0]?.[1].errorMessage).toMatch(message);
  });

  it('waits where the key is throttled for not much longer than a request may take', () => {
    const held = (pause: number, requestTimeout: number) =>
      run({ status: ['t'], answers: { t: trouble.rateLimited(pause) } }, (streams) => {
        const throttled = streams.prepare$({ ...options, maxRetries: 1 });
        return throttled.pipe(concatMap(() => streams.trigger$(prepared, { requestTimeout })));
      });
    expect(held(50, 60)).toMatchObject({ sent: ['status 0-0', 'trigger 50-50'], value: { success: true } });
    const tooLong = held(50, 40);
    expect(tooLong.sent).toEqual(['status 0-0']);
    expect(tooLong.emitted).toMatchObject([
      [0, { success: false, state: 'failed', error: { _tag: 'RateLimited', retryAfter: 50 } }],
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['it may have been triggered', { sent: true }, /follow what was triggered/],
    ['it was triggered', { accepted: true, requestId: 'T' }, /follow what was triggered/],
    ['it was refused', { requestId: 'REQ-1' }, /prepare what was refused/],
    ['tasks of it were seen', { seen: [task()] }, /follow what was triggered/],
    ['it is of another session', { sessionId: 's-2' }, /must be of this session/],
    ['it is of another service', { service: 'AgentBay' }, /must be of AGB/],
    ['it is none', { triggeredAt: 'x' }, /must be a handle/],
  ])('refuses a handle where %s', (_, changed, message) => {
    const { emitted, sent } = run({}, (streams) => streams.trigger$({ ...prepared, ...changed }));
    expect(sent).toEqual([]);
    expect(emitted).toMatchObject([
      [0, { success: false, state: 'failed', error: { _tag: 'InvalidRequest', option: 'handle' } }],
    ]);
    expect(emitted[0]?.[1].errorMessage).toMatch(message);
  });

  it.each([
    ['lost its answer', ['c']],
    ['took too long', ['w']],
  ])('refuses the handle of one that %s: it may have arrived', (_, trigger) => {
    const { value } = run({ trigger, answers }, (streams) => streams.trigger$(prepared));
    const again = run({}, (streams) => streams.trigger$(stored(value?.handle ?? prepared)));
    expect(again.sent).toEqual([]);
    expect(again.value?.errorMessage).toMatch(/follow what was triggered/);
    // So it is of `start`, and of one that is followed.
    const started = run({ trigger, answers }, (streams) => streams.start$({ ...options, ...one })).value;
    expect(run({}, (streams) => streams.trigger$(stored(started?.handle ?? prepared))).sent).toEqual([]);
  });

  it('takes the handle of one that surely did not arrive', () => {
    const { value } = run({ trigger: ['n'], answers }, (streams) => streams.trigger$(prepared));
    expect(run({}, (streams) => streams.trigger$(stored(value?.handle ?? prepared))).value).toMatchObject({
      success: true,
    });
  });

  it('refuses a wrong option', () => {
    const { value, sent } = run({}, (streams) => streams.trigger$(prepared, { requestTimeout: -1 }));
    expect(sent).toEqual([]);
    expect(value).toMatchObject({ state: 'failed', error: { _tag: 'InvalidRequest', option: 'requestTimeout' } });
  });

  it('is cancelled by who leaves', () => {
    const left = run({ trigger: ['-'] }, (streams) => streams.trigger$(prepared), 7);
    expect(left).toMatchObject({ emitted: [], sent: ['trigger 0-7!'] });
  });
});

describe('what was prepared, and never triggered as far as one knows,', () => {
  const { baseline = [] } = prepared;
  it.each([
    ['unconfirmed', 'nothing new is listed', ['o']],
    ['succeeded', 'a new task is listed that ended well', ['o', 'n', 'g']],
    ['failed', 'a new task is listed that failed', ['o', 'n', 'f']],
  ])('is %s where %s', (state, _, status) => {
    const answers = {
      o: baseline,
      n: [...baseline, task()],
      g: [...baseline, succeeded()],
      f: [...baseline, failed()],
    };
    const { emitted, sent } = run({ status, answers }, (streams) => streams.follow$(stored(prepared), options));
    expect(emitted.at(-1)?.[1]).toMatchObject({ state, handle: { accepted: state !== 'unconfirmed' } });
    expect(sent.filter((request) => request.startsWith('trigger'))).toEqual([]);
  });
});
