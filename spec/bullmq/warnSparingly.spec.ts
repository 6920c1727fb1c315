import { expect, it } from 'vitest';
import { warnSparingly } from '../../src/bullmq/warnSparingly.js';

it('the same is warned of once a minute, and something else at once', () => {
  const told: string[] = [];
  let now = 0;
  const warn = warnSparingly(
    ({ message }) => told.push(`${now} ${message}`),
    () => now,
  );
  for (now = 0; now <= 120_000; now += 1000) {
    warn(new Error('away'));
    if (now === 5000) warn(new Error('other'));
  }
  expect(told).toEqual(['0 away', '5000 other', '60000 away', '120000 away']);
});
