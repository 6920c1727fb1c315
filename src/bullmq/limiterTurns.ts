import { setTimeout } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import { redisScript } from './redisScript.js';

/** The most that is begun in so many ms, by all workers of a queue. */
export interface Limiter {
  /** How many requests. */
  readonly max: number;
  /** In how long, in milliseconds. */
  readonly duration: number;
}

/** Waits for a turn of the limiter; false where the service asked for a pause that is longer than its window, or the worker ends. */
export type TakeTurn = () => Promise<boolean>;

// BullMQ counts what it begins to run in this key. What a run asks for beside its one request is counted there, too.
const takeTurn = `
if tonumber(redis.call('GET', KEYS[1]) or 0) >= tonumber(ARGV[1]) then return redis.call('PTTL', KEYS[1]) end
if redis.call('INCR', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

/** The turns of a queue's limiter. */
export const limiterTurns = (queue: Queue, { max, duration }: Limiter, ending: AbortSignal): TakeTurn => {
  const askForTurn = redisScript(queue, 'takeLimiterTurn', 1, takeTurn);
  return async () => {
    for (;;) {
      const wait = Number(await askForTurn([queue.toKey('limiter'), `${max}`, `${duration}`]));
      if (wait <= 0) return true;
      if (wait > duration || ending.aborted) return false;
      await setTimeout(wait, undefined, { signal: ending }).catch(() => undefined);
    }
  };
};
