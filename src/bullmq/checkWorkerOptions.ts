import { InvalidRequest } from '../index.js';
import { isObject } from './isObject.js';
import type { Limiter } from './limiterTurns.js';

/** The longest that timers take, in ms. */
const longest = 2 ** 31 - 1;

/** What is shorter, in ms, ends before Redis has renewed it: what is run would be run anew, and anew. */
const shortestLock = 100;

interface Numbers {
  readonly concurrency: number;
  readonly limiter: Limiter;
  readonly lockDuration: number;
  readonly stalledInterval: number;
}

/** Refuses what BullMQ would refuse when it is connected already, and what would have it ask Redis all the time. */
export const checkWorkerOptions = ({ concurrency, limiter, lockDuration, stalledInterval }: Numbers): void => {
  if (!isObject(limiter)) throw new InvalidRequest('limiter', 'must be an object with max and duration');
  const { max, duration } = limiter;
  check({ concurrency, 'limiter.max': max }, 1, Number.MAX_SAFE_INTEGER);
  check({ stalledInterval, 'limiter.duration': duration }, 1, longest);
  check({ lockDuration }, shortestLock, longest);
};

const check = (numbers: Readonly<Record<string, unknown>>, least: number, most: number): void => {
  for (const [option, value] of Object.entries(numbers))
    if (!(Number.isInteger(value) && Number(value) >= least && Number(value) <= most))
      throw new InvalidRequest(option, `must be a whole number from ${least} to ${most}`);
};
