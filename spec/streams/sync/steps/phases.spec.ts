import { timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { trouble } from '../../../support/errors.js';
import { newOne, onStepBench, type Taken } from '../../../support/stepBench.js';
import { succeeded, task } from '../../../support/tasks.js';

const phasesOf = (taken: readonly Taken[]) => taken.map(({ gave }) => gave?.next?.phase ?? gave?.snapshot?.state);
const sentOf = (taken: readonly Taken[]) => taken.map(({ sent }) => sent.join(', '));

describe('the steps of a sync', () => {
  it('send one request each: the baseline, the trigger, and a poll on each interval', () => {
    onStepBench({ status: ['--e', '-r', '---s'], trigger: ['----a'] }, ({ walk }) => {
      const taken = walk(newOne());
      expect(phasesOf(taken)).toEqual(['ready', 'following', 'following', 'succeeded']);
      expect(sentOf(taken)).toEqual(['status 0-2', 'trigger 2-6', 'status 6-7', 'status 16-19']);
      expect(taken.map(({ gave }) => gave?.delay)).toEqual([0, 0, 9, undefined]);
      expect(taken.map(({ gave }) => gave?.snapshot?.state)).toEqual([undefined, undefined, 'running', 'succeeded']);
    });
  });

  it('keep what the baseline showed', () => {
    const old = [succeeded()];
    onStepBench({ status: ['o', 'o', 'n'], answers: { o: old, n: [...old, task({ startTime: 5 })] } }, ({ walk }) => {
      const [first, , third, last] = walk(newOne(), { most: 4 });
      expect(first?.gave?.next).toMatchObject({
        phase: 'ready',
        handle: { baseline: old, accepted: false, requestId: '' },
      });
      expect(third?.gave?.snapshot).toMatchObject({ state: 'pending', handle: { accepted: true, requestId: 'T' } });
      expect(last?.gave?.snapshot).toMatchObject({ state: 'running', progress: { total: 1 } });
    });
  });

  it('trigger at once where no baseline is asked for', () => {
    onStepBench({ status: ['r', 's'] }, ({ walk }) => {
      const taken = walk(newOne({ baseline: false }));
      expect(sentOf(taken)).toEqual(['trigger 0-0', 'status 0-0', 'status 10-10']);
      expect(phasesOf(taken)).toEqual(['following', 'following', 'succeeded']);
    });
  });

  it('are due when the interval is over, however slow the poll was', () => {
    onStepBench({ status: ['e', '------------r', '-s'] }, ({ walk }) => {
      expect(sentOf(walk(newOne()))).toEqual(['status 0-0', 'trigger 0-0', 'status 0-12', 'status 20-21']);
    });
  });

  it('do the same in processes of their own', () => {
    const script = { status: ['-e', '-r', 'x', '-s'] };
    const here: unknown[] = [];
    onStepBench(script, ({ walk }) => here.push(...walk(newOne())));
    onStepBench(script, ({ take, pass, restart }) => {
      const there: Taken[] = [];
      for (let next: unknown = newOne(); next !== undefined; next = there.at(-1)?.gave?.next) {
        pass(there.at(-1)?.gave?.delay ?? 0);
        restart();
        there.push(take(next));
      }
      expect(there).toEqual(here);
    });
  });
});

describe('a baseline', () => {
  it('that is 5 s old is used still', () => {
    onStepBench({}, ({ take, pass }) => {
      const ready = take(newOne()).gave?.next;
      pass(5000);
      expect(take(ready)).toMatchObject({ sent: ['trigger 5000-5000'], gave: { next: { phase: 'following' } } });
    });
  });

  it('that got old while the trigger waited for its turn is not used', () => {
    onStepBench({}, ({ take, means }) => {
      const ready = take(newOne()).gave?.next;
      for (let place = 0; place < 64; place++) means().transport.turn(timer(5001)).subscribe();
      const waited = take(ready, { save: () => expect.fail('nothing is to be saved') });
      expect(waited).toMatchObject({ sent: [], gave: { delay: 0, next: { phase: 'ready' } } });
      expect(take(waited.gave?.next).sent).toEqual(['status 5001-5001']);
    });
  });

  it('that is older is read anew, by a step that triggers nothing', () => {
    onStepBench({ status: ['e', '-o', '-n'], answers: { o: [succeeded()], n: [succeeded()] } }, ({ take, pass }) => {
      const ready = take(newOne()).gave?.next;
      pass(5001);
      const again = take(ready);
      expect(again.sent).toEqual(['status 5001-5002']);
      expect(again.gave).toMatchObject({ delay: 0, next: { phase: 'ready', handle: { baseline: [succeeded()] } } });
      const triggered = take(again.gave?.next);
      expect(triggered.sent).toEqual(['trigger 5002-5002']);
      // What others did before is not taken for what this sync did.
      expect(take(triggered.gave?.next).gave?.snapshot).toMatchObject({ state: 'pending', progress: { total: 0 } });
    });
  });

  it('that cannot be read is tried again after the interval, or when the service says, and is no try the less', () => {
    const answers = { l: trouble.unavailable(503, 25) };
    onStepBench({ status: ['-x', '--l', '-e'], answers }, ({ walk }) => {
      const taken = walk(newOne({ maxRetries: 3 }), { most: 3 });
      expect(sentOf(taken)).toEqual(['status 0-1', 'status 11-13', 'status 38-39']);
      expect(phasesOf(taken)).toEqual(['new', 'new', 'ready']);
      expect(taken[0]?.gave?.snapshot).toMatchObject({ state: 'pending', warning: { _tag: 'Unavailable' } });
      expect(taken[2]?.gave?.next).toMatchObject({ start: { tries: 3, answers: { Unavailable: 2 } } });
    });
  });

  it('that can surely not be read is the end', () => {
    onStepBench({ status: ['-d'] }, ({ walk }) => {
      expect(walk(newOne())).toMatchObject([
        { sent: ['status 0-1'], gave: { snapshot: { state: 'failed', error: { _tag: 'Unauthorized' } } } },
      ]);
    });
  });

  it('is tried as often as a sync may poll', () => {
    onStepBench({ status: ['x'] }, ({ walk }) => {
      const taken = walk(newOne({ maxRetries: 3 }));
      expect(sentOf(taken)).toEqual(['status 0-0', 'status 10-10', 'status 20-20']);
      expect(taken.at(-1)?.gave?.snapshot).toMatchObject({
        state: 'failed',
        error: { _tag: 'Unavailable', answers: { Unavailable: 3 }, lastDelay: 10 },
      });
    });
  });
});

describe('a trigger', () => {
  const retryAfter = 25;
  const answers = {
    t: trouble.rateLimited(retryAfter),
    n: trouble.connectionRefused(),
    b: trouble.unavailable(503),
    c: trouble.connectionReset(),
    w: trouble.slow(),
    v: trouble.refused(),
  };

  it.each([
    ['throttled', '-t', retryAfter],
    ['never connected', '-n', 10],
    ['turned away for now', '-b', 10],
  ])('that surely did not arrive is tried again from the baseline on: %s', (_, answer, delay) => {
    onStepBench({ status: ['e', 'e', 'r', 's'], trigger: [answer, 'a'], answers }, ({ walk }) => {
      const taken = walk(newOne());
      expect(phasesOf(taken)).toEqual(['ready', 'new', 'ready', 'following', 'following', 'succeeded']);
      expect(taken[1]?.gave).toMatchObject({ delay, snapshot: { state: 'pending', warning: {} } });
      expect(sentOf(taken).slice(0, 4)).toEqual([
        'status 0-0',
        'trigger 0-1',
        `status ${1 + delay}-${1 + delay}`,
        `trigger ${1 + delay}-${1 + delay}`,
      ]);
    });
  });

  it.each([
    ['the connection broke', '-c', 'Unavailable'],
    ['no answer in time', '-w', 'TimedOut'],
    ['a server error', '-x', 'Unavailable'],
  ])('that may have arrived is followed, and never sent again: %s', (_, answer, _tag) => {
    onStepBench({ status: ['e', 'r', 's'], trigger: [answer], answers }, ({ walk, sent }) => {
      const taken = walk(newOne());
      expect(phasesOf(taken)).toEqual(['ready', 'following', 'following', 'succeeded']);
      expect(taken[1]?.gave?.snapshot).toMatchObject({
        state: 'pending',
        warning: { _tag },
        handle: { accepted: false },
      });
      expect(taken[1]?.gave?.next?.handle).toMatchObject({ accepted: false });
      expect(taken.at(-1)?.gave?.snapshot?.handle).toMatchObject({ accepted: true });
      expect(sent.filter((request) => request.startsWith('trigger'))).toHaveLength(1);
    });
  });

  it('of which nothing ever shows that it arrived ends unconfirmed, and says why', () => {
    onStepBench({ trigger: ['-c'], answers }, ({ walk }) => {
      expect(walk(newOne()).at(-1)?.gave?.snapshot).toMatchObject({
        state: 'unconfirmed',
        error: { _tag: 'TimedOut', limit: 'settlePolls', cause: { _tag: 'Unavailable', code: 'ECONNRESET' } },
      });
    });
  });

  it('that is refused is the end', () => {
    onStepBench({ trigger: ['-v'], answers }, ({ walk }) => {
      const taken = walk(newOne());
      expect(sentOf(taken)).toEqual(['status 0-0', 'trigger 0-1']);
      expect(taken.at(-1)?.gave?.snapshot).toMatchObject({
        state: 'failed',
        requestId: 'REQ-1',
        error: { _tag: 'Refused' },
      });
    });
  });
});

describe('a key that is throttled', () => {
  const answers = { t: trouble.rateLimited(300) };

  it.each(['new', 'ready'])('holds a step that is %s: it says for how long at once, and sends nothing', (phase) => {
    onStepBench({ status: [...(phase === 'ready' ? ['e'] : []), 't', 'e'], answers }, ({ take, pass }) => {
      const held = phase === 'ready' ? take(newOne()).gave?.next : newOne();
      // Another one of the same client is told.
      take(newOne());
      pass(100);
      const taken = take(held, { save: () => expect.fail('nothing is to be saved') });
      expect(taken.sent).toEqual([]);
      expect(taken.gave).toMatchObject({
        delay: 200,
        next: { phase: 'new', start: { tries: 0 } },
        snapshot: { state: 'pending', warning: { _tag: 'RateLimited' }, polls: 0 },
      });
      pass(200);
      expect(take(taken.gave?.next)).toMatchObject({ sent: ['status 300-300'], gave: { next: { phase: 'ready' } } });
    });
  });

  it('holds a poll, which is none then', () => {
    onStepBench({ status: ['e', 'r', 't', 's'], answers }, ({ walk, take, pass }) => {
      const at = walk(newOne(), { most: 3 }).at(-1)?.gave?.next;
      take(newOne());
      const held = take(at);
      expect(held.sent).toEqual([]);
      expect(held.gave).toMatchObject({
        delay: 300,
        next: { phase: 'following', course: { polls: 1 } },
        snapshot: { state: 'running', polls: 1, warning: { _tag: 'RateLimited' } },
      });
      pass(300);
      expect(take(held.gave?.next).gave?.snapshot).toMatchObject({ state: 'succeeded', polls: 2 });
    });
  });
});
