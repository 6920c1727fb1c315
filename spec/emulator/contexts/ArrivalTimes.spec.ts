import type { BigIntStats } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { StateFolder } from '../../../src/emulator/state/StateFolder.js';
import { ArrivalTimes } from '../../../src/emulator/contexts/ArrivalTimes.js';
import { twoSides } from '../../support/twoSides.js';

const now = 1_700_000_000_000;
const file = (ino: number) =>
  ({ ino: BigInt(ino), size: 1n, mtimeNs: 1n, ctimeNs: BigInt(now) * 1_000_000n, ctimeMs: BigInt(now) }) as BigIntStats;

it('when a file came is remembered where the file itself does not tell it', async () => {
  const { root } = await twoSides();
  const arrivals = new ArrivalTimes(new StateFolder(path.join(root, 'state'), false));
  expect(arrivals.of('c')(file(1))).toBe(now);
  arrivals.add('c', [
    { file: file(1), at: now + 1000 },
    { file: file(2), at: now + 1001 },
  ]);
  arrivals.add('c', [{ file: file(3), at: 5 }]);
  arrivals.add('c', []);
  const again = new ArrivalTimes(new StateFolder(path.join(root, 'state'), false)).of('c');
  expect([1, 2, 3, 4].map((ino) => again(file(ino)))).toEqual([now, now + 1001, 5, now]);
  expect(arrivals.of('other')(file(2))).toBe(now);
  arrivals.forget('c');
  expect(arrivals.of('c')(file(2))).toBe(now);
});

it('when files came is remembered of the last hundred thousand, and nothing where it cannot be read', async () => {
  const { root } = await twoSides();
  const arrivals = new ArrivalTimes(new StateFolder(path.join(root, 'state'), false));
  arrivals.add(
    'c',
    Array.from({ length: 100_001 }, (_, index) => ({ file: file(index), at: index })),
  );
  const arrival = arrivals.of('c');
  expect([0, 1, 100_000].map((ino) => arrival(file(ino)))).toEqual([now, 1, 100_000]);
  await writeFile(path.join(root, 'state/arrivals/c.log'), '{');
  expect(arrivals.of('c')(file(1))).toBe(now);
});
