import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inSlices } from '../../../src/emulator/concurrency/inSlices.js';
import { inTurn } from '../../../src/emulator/concurrency/inTurn.js';
import { Turns } from '../../../src/emulator/concurrency/Turns.js';

/** Stands still for so many milliseconds. */
const standStill = (time: number): void => {
  const until = performance.now() + time;
  while (performance.now() < until);
};

/** How often others had a turn while something was done. */
const turnsDuring = async (work: Promise<unknown>): Promise<number> => {
  const state = { isDone: false, turns: 0 };
  const done = work.finally(() => (state.isDone = true));
  for (; !state.isDone; state.turns++) await setImmediate();
  await done;
  return state.turns;
};

it('what many want to do at the same time is done in the order that it came in, and others have their turns', async () => {
  const order: number[] = [];
  const works = [0, 1, 2, 3, 4, 5, 6, 7].map((index) =>
    inTurn(() => {
      standStill(11);
      return order.push(index);
    }),
  );
  expect(order).toEqual([]);
  expect(await turnsDuring(Promise.all(works))).toBeGreaterThan(6);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await Promise.all(works)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

it('what takes no time is not put off, and one that fails keeps nobody from theirs', async () => {
  let done = 0;
  const works = Array.from({ length: 100 }, () => inTurn(() => ++done));
  const failing = inTurn(() => {
    throw new Error('not so');
  });
  const after = inTurn(() => inTurn(() => 'nested'));
  await expect(failing).rejects.toThrow('not so');
  expect([done, (await Promise.all(works)).length, await after]).toEqual([100, 100, 'nested']);
});

it('something is done with each of many, and others have their turns', async () => {
  const seen: number[] = [];
  const turns = await turnsDuring(
    inSlices([1, 2, 3, 4], (item) => {
      standStill(11);
      seen.push(item);
    }),
  );
  expect([seen, turns > 3]).toEqual([[1, 2, 3, 4], true]);
  await expect(
    inSlices([1], () => {
      throw new Error('not so');
    }),
  ).rejects.toThrow('not so');
});

it('no more than so many work at a time', async () => {
  const turns = new Turns(2);
  const state = { now: 0, most: 0 };
  const work = async (): Promise<void> => {
    state.most = Math.max(state.most, ++state.now);
    await setImmediate();
    state.now--;
  };
  await Promise.all(Array.from({ length: 9 }, () => turns.run(work)));
  expect(state).toEqual({ now: 0, most: 2 });
});
