import { setImmediate } from 'node:timers/promises';
import { isRedisInstance, type IRedisClient, type QueueBase, type RedisQueueBackend } from 'bullmq';
import type { SyncQueueSettings } from './SyncJob.js';

/** How long a Redis that is gone is left alone before it is asked for again, in ms: each time longer, up to the longest. */
const retryDelay = 1000;
const longestRetryDelay = 20_000;

/** How Redis is reached, in a way that can be given up: BullMQ asks for a Redis that is gone for ever, and so never closes. */
export const redisConnection = (
  { connection, prefix }: Pick<SyncQueueSettings, 'connection' | 'prefix'>,
  patience: number,
) => {
  let closingSince = Infinity;
  const retryStrategy = (times: number): number | null => {
    const isClosing = closingSince < Infinity;
    if (isClosing && performance.now() - closingSince >= patience) return null;
    return isClosing ? Math.min(retryDelay, patience) : Math.min(times * retryDelay, longestRetryDelay);
  };
  return {
    /** For whatever of BullMQ is connected by it. Of a client that was handed in its owner decides how long it is asked for. */
    settings: {
      ...(prefix === undefined ? {} : { prefix }),
      connection: isRedisInstance(connection) ? connection : { ...connection, retryStrategy },
    },
    /** Closes what is connected by it, after what it is at; where Redis is gone for so many ms, all the same. */
    close: async (part: QueueBase<RedisQueueBackend>): Promise<void> => {
      closingSince = Math.min(closingSince, performance.now());
      const { client, blockingClient } = part.getBackend();
      await Promise.all([client, blockingClient].map(foundOrGivenUp));
      await part.close().catch((error: unknown) => {
        part.emit('error', error);
      });
    },
  };
};

/** While it is asked for again, BullMQ's own close would end that without a word, and wait for what never comes. */
const foundOrGivenUp = async (connecting: Promise<IRedisClient> | undefined): Promise<void> => {
  // One that was never there is closed at once: a worker would ask it again in each microtask from when it is given up.
  const client = await Promise.race([connecting?.catch(() => undefined), setImmediate(undefined)]);
  if (client === undefined || client.status === 'ready' || client.status === 'end') return;
  const known = new Promise<void>((resolve) => {
    for (const event of ['ready', 'end']) client.once(event, resolve);
  });
  // It may not be asked for again for a while.
  if (client.status === 'reconnecting') client.connect().catch(() => undefined);
  await known;
};
