import { describe, expect, it } from 'vitest';
import { newOne, onStepBench, type Script } from '../../../support/stepBench.js';
import { failed, task } from '../../../support/tasks.js';

const hour = 3_600_000;

describe('a clock that was set, or the one of another machine', () => {
  it.each([-hour, -90_000, 90_000, hour])(
    'by %d ms makes no success of an empty list: nobody knows how long it was not read',
    (by) => {
      onStepBench({}, ({ walk, pass, setClock, restart }) => {
        const before = walk(newOne(), { most: 3 }).at(-1)?.gave;
        setClock(by);
        restart();
        pass(before?.delay ?? 0);
        expect(walk(before?.next).at(-1)?.gave?.snapshot).toMatchObject({ state: 'unconfirmed' });
      });
    },
  );

  it.each([0, -1, 1])(
    'does not hide that the list was not read for long: the clock of the service tells (%d ms)',
    (off) => {
      onStepBench({}, ({ walk, pass, setClock, restart }) => {
        const before = walk(newOne(), { most: 3 }).at(-1)?.gave;
        restart();
        pass(2 * hour);
        // By its own clock it comes on time.
        setClock(-2 * hour + (before?.delay ?? 0) + off);
        const end = walk(before?.next).at(-1)?.gave?.snapshot;
        expect(end).toMatchObject({ state: 'unconfirmed' });
        expect(end?.errorMessage).toMatch(/may have come and gone while nobody read the list/);
      });
    },
  );

  it('does not hide it before the first poll either', () => {
    onStepBench({}, ({ walk, pass, setClock }) => {
      const triggered = walk(newOne(), { most: 2 }).at(-1)?.gave?.next;
      pass(2 * hour);
      setClock(-2 * hour);
      expect(walk(triggered).at(-1)?.gave?.snapshot).toMatchObject({ state: 'unconfirmed' });
    });
  });

  it.each([-hour, hour])('by %d ms changes nothing of what is proved', (by) => {
    for (const [status, state] of [
      [['e', 'r', 's'], 'succeeded'],
      [['e', 'r', 'f'], 'failed'],
    ] as const) {
      onStepBench({ status }, ({ walk, setClock }) => {
        const at = walk(newOne({ timeout: 10 * hour }), { most: 3 }).at(-1)?.gave?.next;
        setClock(by);
        expect(walk(at).at(-1)?.gave?.snapshot).toMatchObject({ state });
      });
    }
  });

  it.each([-hour, hour])('by %d ms counts no time backwards', (by) => {
    onStepBench({ status: ['e', 'r'] }, ({ walk, take, setClock }) => {
      let gave = walk(newOne({ timeout: 10 * hour }), { most: 4 }).at(-1)?.gave;
      let elapsed = gave?.snapshot?.elapsed ?? 0;
      for (const clock of [by, -by, 0]) {
        setClock(clock);
        ({ gave } = take(gave?.next));
        expect(gave?.snapshot?.elapsed).toBeGreaterThanOrEqual(elapsed);
        elapsed = gave?.snapshot?.elapsed ?? 0;
      }
    });
  });

  it('by an hour reads the baseline anew, for nobody knows how old it is', () => {
    for (const by of [-hour, hour]) {
      onStepBench({}, ({ take, setClock }) => {
        const ready = take(newOne({ timeout: 10 * hour })).gave?.next;
        setClock(by);
        expect(take(ready).sent).toEqual([expect.stringMatching(/^status/)]);
      });
    }
  });

  it('by less than the interval, to and fro, ends a sync as it would', () => {
    const script: Script = { status: ['e'] };
    onStepBench(script, ({ walk, take, pass, setClock, restart }) => {
      let gave = walk(newOne({ retryInterval: 1000 }), { most: 2 }).at(-1)?.gave;
      for (let polls = 0; gave?.next !== undefined && polls < 20; polls += 1) {
        setClock(polls % 2 === 0 ? 700 : 0);
        restart();
        pass(gave.delay);
        ({ gave } = take(gave.next));
      }
      expect(gave?.snapshot).toMatchObject({ state: 'succeeded' });
    });
  });

  it('a deadline holds by each clock: what was seen to fail decides there', () => {
    const answers = { f: [task({ path: '/a' }), failed({ path: '/b' })] };
    onStepBench({ status: ['e', 'f'], answers }, ({ walk, take, setClock }) => {
      const at = walk(newOne({ timeout: 5000 }), { most: 3 }).at(-1)?.gave?.next;
      setClock(hour);
      expect(take(at)).toMatchObject({
        sent: [],
        gave: { snapshot: { state: 'failed', error: { _tag: 'TaskFailed' } } },
      });
    });
  });
});
