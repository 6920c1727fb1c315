// @ts-check
// Who carries syncs that are added to it: workers over a Redis, or one process with `sync$`.
import { Redis } from 'ioredis';
import { syncQueue } from '../../../dist/esm/bullmq/index.js';
import { startRedis } from '../../support/redisServer.js';
import { startCompanion } from '../processes.js';
import { readRedis } from './redisFigures.js';

/** @typedef {import('../contenders/fetching.js').Target} Target */
/** @typedef {import('../contenders/measured.js').Figures & { operations?: number, ended?: number }} ProcessFigures */

/**
 * @typedef {object} Carrier
 * @property {(targets: readonly Target[], options: object) => Promise<unknown>} add
 * @property {() => Promise<number>} ended how many syncs did
 * @property {() => Promise<number>} kept bytes of one that ended
 * @property {(question: { begin: true } | { tell: true }) => Promise<readonly ProcessFigures[]>} ask of all its processes
 * @property {() => Promise<import('./redisFigures.js').RedisFigures | undefined>} redis
 * @property {() => Promise<void>} stop
 */

/** @typedef {import('../../../dist/esm/bullmq/index.js').SyncWorkerOptions} WorkerOptions */

/** @param {string} url @param {number} count @param {Pick<WorkerOptions, 'limiter'>} [options] @returns {Promise<Carrier>} */
export const startWorkers = async (url, count, options) => {
  const redis = await startRedis();
  const reached = { connection: { url: redis.url }, queue: 'syncs' };
  const order = { url, worker: { ...reached, ...options } };
  const workers = await Promise.all(Array.from({ length: count }, () => startCompanion('scale/worker.js', order)));
  const syncs = syncQueue(reached);
  const client = new Redis(redis.url);
  const streams = ['syncs', 'syncs.sessions'].map((queue) => `bull:${queue}:events`);
  return {
    add: (targets, options) =>
      Promise.all(targets.map(({ sessionId, ...target }) => syncs.add(sessionId, { ...options, ...target }))),
    ended: () => syncs.queue.getCompletedCount(),
    kept: async () => {
      const [job] = await syncs.queue.getCompleted(0, 0);
      return (await client.memory('USAGE', syncs.queue.toKey(job?.id ?? ''), 'SAMPLES', 0)) ?? NaN;
    },
    ask: (question) => Promise.all(workers.map((worker) => worker.ask(question))),
    redis: () => readRedis(client, streams),
    stop: async () => {
      for (const worker of workers) worker.stop();
      client.disconnect();
      await syncs.close();
      await redis.stop();
    },
  };
};

/** @param {string} url @returns {Promise<Carrier>} */
export const startEmbedded = async (url) => {
  const program = await startCompanion('scale/embedded.js', { url });
  return {
    add: (add, options) => program.ask({ add, options }),
    ended: async () => (await program.ask({})).ended,
    kept: async () => NaN,
    ask: async (question) => [await program.ask(question)],
    redis: async () => undefined,
    stop: async () => program.stop(),
  };
};
