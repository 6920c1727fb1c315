import { expect, it } from 'vitest';
import { syncWorker } from '../../src/bullmq/index.js';

const session = () => {
  throw new Error('nothing is asked');
};
const timer = 'must be a whole number from 1 to 2147483647';
const lock = 'must be a whole number from 100 to 2147483647';

it.each([
  ['concurrency', { concurrency: 0 }, 'must be a whole number from 1'],
  ['concurrency', { concurrency: Number.NaN }, 'must be a whole number from 1'],
  ['lockDuration', { lockDuration: 99 }, lock],
  ['lockDuration', { lockDuration: Infinity }, lock],
  ['stalledInterval', { stalledInterval: 2 ** 31 }, timer],
  ['limiter', { limiter: null as never }, 'must be an object'],
  ['limiter.max', { limiter: { duration: 1000 } as never }, 'must be a whole number from 1'],
  ['limiter.duration', { limiter: { max: 1, duration: 0.5 } }, timer],
])('a worker is refused a %s that is wrong, before it is connected', (option, wrong, rule) => {
  const connection = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('it was connected');
      },
    },
  );
  expect(() => syncWorker({ session }, { connection, queue: 'syncs', ...wrong })).toThrow(`\`${option}\` ${rule}`);
});
