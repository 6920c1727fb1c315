import { expect, it } from 'vitest';
import { followPlan } from '../../../src/model/sync/SyncPlan.js';
import { planFor } from '../../../src/streams/sync/planFor.js';
import { handleOf } from '../../support/picture.js';

it.each([
  ['as old as it is', 5000, [5000, 5005]],
  ['no younger than new, by whatever clock', -5000, [0, 5]],
])('a sync that is followed is taken for %s', (_, age, due) => {
  const asked: number[] = [];
  const plan = followPlan({
    maxRetries: 2,
    retryInterval: (_poll, { elapsed }) => {
      asked.push(elapsed);
      return 5;
    },
  });
  asked.length = 0;
  planFor(plan, handleOf(), age);
  expect(asked).toEqual(due);
});
