import { NEVER, Observable } from 'rxjs';
import { expect, it } from 'vitest';
import type { TakeContext } from '../../../../src/streams/polling/AsyncContext.js';
import type { Held } from '../../../../src/streams/polling/Held.js';
import { sharedReadings } from '../../../../src/streams/sync/readings/sharedReadings.js';
import { trouble } from '../../../support/errors.js';

it('tells who joins a request that is held in the context that it follows in, not in that of the tick', () => {
  let current = 'a';
  const takeContext: TakeContext = () => {
    const taken = current;
    return (run) => {
      const before = current;
      current = taken;
      run();
      current = before;
    };
  };
  const held: Held = { held: trouble.rateLimited(1), delay: 1 };
  const readings = sharedReadings({
    readStatus: () => NEVER,
    turn: () =>
      new Observable((subscriber) => {
        subscriber.next(held);
      }),
    monotonicNow: () => 0,
    takeContext,
  });
  const first = readings({ sessionId: 's-1' }, 10);
  current = 'b';
  const second = readings({ sessionId: 's-1' }, 10);
  current = 'the tick';
  const told: unknown[] = [];
  for (const { list } of [first, second]) list.subscribe((value) => told.push([current, value]));
  expect(told).toEqual([
    ['a', held],
    ['b', held],
  ]);
});
