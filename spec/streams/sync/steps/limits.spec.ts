import { describe, expect, it } from 'vitest';
import { newOne, onStepBench } from '../../../support/stepBench.js';
import { succeeded, task } from '../../../support/tasks.js';

describe('what was seen goes on from step to step', () => {
  it.each([0, 1, 2, 5])('%d polls may show no task of it', (settlePolls) => {
    onStepBench({}, ({ walk, take, pass, restart }) => {
      let polls = 0;
      let gave = walk(newOne({ settlePolls }), { most: 2 }).at(-1)?.gave;
      for (; gave?.next !== undefined; polls += 1) {
        restart();
        pass(gave.delay);
        ({ gave } = take(gave.next));
      }
      expect(gave?.snapshot).toMatchObject({ state: 'succeeded', polls: settlePolls + 1 });
      expect(polls).toBe(settlePolls + 1);
    });
  });

  it('one that comes before its time does not count for that, in whatever process', () => {
    onStepBench({ status: ['e', 'e', 'e', 'e', 'e', 'r', 's'] }, ({ walk, take, pass }) => {
      let taken = walk(newOne({ retryInterval: 1000 }), { most: 3 }).at(-1);
      for (const wait of [0, 10, 300]) {
        pass(wait);
        taken = take(taken?.gave?.next);
        expect(taken.gave?.snapshot).toMatchObject({ state: 'pending' });
        expect(taken.gave?.next).toMatchObject({ course: { stablePolls: 1 } });
      }
      pass(taken?.gave?.delay ?? 0);
      expect(take(taken?.gave?.next).gave?.snapshot).toMatchObject({ state: 'running' });
    });
  });

  it('whoever has a pace of its own that is faster is told the truth all the same', () => {
    onStepBench({}, ({ walk, take, pass }) => {
      const polls: number[] = [];
      for (let taken = walk(newOne({ retryInterval: 1000 }), { most: 2 }).at(-1); taken?.gave?.next;) {
        taken = take(taken.gave.next);
        polls.push(taken.gave?.next?.course?.stablePolls ?? -1);
        pass(300);
      }
      expect(polls).toEqual([1, 1, 1, 1, 2, 2, 2, 2, -1]);
    });
  });

  it('a task that left the list unfinished is not forgotten', () => {
    onStepBench({ status: ['e', 'r', 'e'] }, ({ walk }) => {
      const end = walk(newOne({ maxRetries: 20 })).at(-1)?.gave?.snapshot;
      expect(end).toMatchObject({ state: 'unconfirmed', polls: 20, progress: { total: 1, finished: 0 } });
    });
  });

  it('an entry of the baseline that was gone may be a new one when it comes back', () => {
    const [mine, running] = [succeeded(), task({ startTime: 0, status: 'Pending' })];
    const script = { status: ['o', 'p', 'o', 'o'], answers: { o: [mine], p: [running] } };
    onStepBench(script, ({ walk }) => {
      const states = walk(newOne({ maxRetries: 9 })).map(({ gave }) => gave?.snapshot?.state);
      expect(states.at(-1)).toBe('succeeded');
    });
  });

  it('what is shown keeps its order', () => {
    const [a, b] = [task({ path: '/a' }), task({ path: '/b' })];
    onStepBench(
      { status: ['e', 'x', 'ab', 'ba'].map((s) => s.slice(-1)), answers: { b: [a, b], a: [b, a] } },
      ({ walk }) => {
        const shown = walk(newOne(), { most: 5 }).flatMap(({ gave }) =>
          gave?.snapshot?.progress.total ? [gave.snapshot.contextStatusData.map(({ path }) => path)] : [],
        );
        expect(shown).toEqual([
          ['/a', '/b'],
          ['/a', '/b'],
        ]);
      },
    );
  });

  it('the history of its end is that of all steps', () => {
    onStepBench({ status: ['e', 'x', 'e', 'x', 'r'] }, ({ walk }) => {
      const end = walk(newOne({ maxRetries: 4 })).at(-1)?.gave?.snapshot;
      expect(end).toMatchObject({
        state: 'unconfirmed',
        polls: 4,
        error: { limit: 'maxRetries', allowed: 4, answers: { Unavailable: 2, list: 2 }, lastDelay: 10 },
      });
      expect(end?.state === 'unconfirmed' && end.error).toMatchObject({
        lastSnapshot: { polls: 3, warning: { _tag: 'Unavailable' } },
      });
    });
  });
});

describe('the deadline of a sync', () => {
  it('begins with its first step, and holds for all of them', () => {
    onStepBench({ status: ['e', 'r'] }, ({ walk, now }) => {
      const taken = walk(newOne({ timeout: 35 }));
      expect(taken.map(({ gave }) => gave?.delay)).toEqual([0, 0, 10, 10, 10, 5, undefined]);
      expect(taken.at(-1)?.sent).toEqual([]);
      expect(taken.at(-1)?.gave?.snapshot).toMatchObject({
        state: 'unconfirmed',
        polls: 4,
        elapsed: 35,
        error: { _tag: 'TimedOut', limit: 'timeout', allowed: 35, polls: 4 },
      });
      expect(now()).toBe(35);
    });
  });

  it.each([
    ['the baseline', { status: ['-'] }, 'failed'],
    ['the trigger', { status: ['e'], trigger: ['-'] }, 'unconfirmed'],
    ['a poll', { status: ['e', '-'] }, 'unconfirmed'],
  ])('ends a step in the midst of %s', (_, script, state) => {
    onStepBench(script, ({ walk, now }) => {
      const end = walk(newOne({ timeout: 35 })).at(-1);
      expect(end?.sent).toEqual([expect.stringMatching(/-35!$/)]);
      expect(end?.gave?.snapshot).toMatchObject({ state, error: { limit: 'timeout' } });
      expect(now()).toBe(35);
    });
  });

  it.each([
    ['new', 'failed', /nothing was triggered/],
    ['ready', 'failed', /nothing was triggered/],
    ['following', 'unconfirmed', /follow its `handle`/],
  ])('that is over before a step ends it without a request: %s', (phase, state, message) => {
    onStepBench({ status: ['x', 'e', 'e'] }, ({ walk, take, pass }) => {
      const at = walk(newOne({ timeout: 35 }), { most: ['new', 'ready', 'following'].indexOf(phase) + 1 }).at(-1);
      expect(at?.gave?.next?.phase).toBe(phase);
      pass(36);
      const { sent, gave } = take(at?.gave?.next);
      expect(sent).toEqual([]);
      expect(gave?.snapshot).toMatchObject({ state, done: true });
      expect(gave?.snapshot?.errorMessage).toMatch(message);
    });
  });

  it('that comes once a task was seen to fail tells the failure', () => {
    const answers = { f: [task({ path: '/a' }), task({ path: '/b', status: 'Failed', finishTime: 5 })] };
    onStepBench({ status: ['e', 'f'], answers }, ({ walk, take, pass }) => {
      const at = walk(newOne({ timeout: 35 }), { most: 3 }).at(-1)?.gave?.next;
      pass(100);
      expect(take(at).gave?.snapshot).toMatchObject({
        state: 'failed',
        error: { _tag: 'TaskFailed' },
        progress: { failed: 1 },
      });
    });
  });
});

it('so many polls are made as are allowed, over all steps', () => {
  onStepBench({ status: ['e', 'r', 'x', 'r'] }, ({ walk, sent }) => {
    const end = walk(newOne({ maxRetries: 3 })).at(-1)?.gave?.snapshot;
    expect(end).toMatchObject({ state: 'unconfirmed', polls: 3, error: { limit: 'maxRetries' } });
    expect(sent).toHaveLength(1 + 1 + 3);
  });
});
