import { setImmediate, setTimeout } from 'node:timers/promises';
import { isRedisInstance, type IRedisClient, type QueueBase, type RedisOptions, type RedisQueueBackend } from 'bullmq';
import type { SyncQueueSettings } from './SyncJob.js';

/** How long a Redis that is gone is left alone before it is asked for again, in ms: what is closed then may wait for that. */
const retryDelay = 1000;
const longestRetryDelay = 2000;

/** How often it is asked for until what a queue wants of it fails: for some minutes. A worker waits for ever. */
const maxRetriesPerRequest = 100;

/** How Redis is reached, in a way that can be given up: BullMQ asks for a Redis that is gone for ever, and so never closes. */
export const redisConnection = (
  { connection, prefix }: Pick<SyncQueueSettings, 'connection' | 'prefix'>,
  patience: number,
) => {
  // Of a client that was handed in its owner decides how long it is asked for.
  const isHandedIn = isRedisInstance(connection);
  const theirs = isHandedIn ? undefined : (connection as RedisOptions).retryStrategy;
  let closingSince = Infinity;
  const retryStrategy = (times: number): number | null => {
    const isClosing = closingSince < Infinity;
    if (isClosing && performance.now() - closingSince >= patience) return null;
    if (isClosing) return Math.min(retryDelay, patience);
    return theirs ? (theirs(times) ?? null) : Math.min(times * retryDelay, longestRetryDelay);
  };
  const prefixed = prefix === undefined ? {} : { prefix };
  return {
    /** For whatever of BullMQ blocks its connection. */
    settings: { ...prefixed, connection: isHandedIn ? connection : { ...connection, retryStrategy } },
    /** For a queue of BullMQ. */
    queueSettings: {
      ...prefixed,
      connection: isHandedIn ? connection : { maxRetriesPerRequest, ...connection, retryStrategy },
    },
    /** Closes what is connected by it, after what it is at; where Redis is gone for so many ms, all the same. */
    close: async (part: QueueBase<RedisQueueBackend>): Promise<void> => {
      closingSince = Math.min(closingSince, performance.now());
      const { client, blockingClient } = part.getBackend();
      // A worker would ask one that was never there again in each microtask from when it is given up.
      const begun = blockingClient
        ? setImmediate()
        : setTimeout(patience + longestRetryDelay, undefined, { ref: false });
      await Promise.all([client, blockingClient].map((connecting) => foundOrGivenUp(connecting, begun)));
      await part.close().catch((error: unknown) => {
        part.emit('error', error);
      });
    },
  };
};

/**
 * While it is asked for again, BullMQ's own close would end that without a word, and who waits for what it is asked would wait for
 * ever. (To have it asked for at once is no way out: what is under way to do so later would, though it is closed by then.)
 */
const foundOrGivenUp = async (
  connecting: Promise<IRedisClient> | undefined,
  begun: Promise<unknown>,
): Promise<void> => {
  const client = await Promise.race([connecting?.catch(() => undefined), begun.then(() => undefined)]);
  if (client === undefined || client.status === 'ready' || client.status === 'end') return;
  await new Promise<void>((resolve) => {
    const isKnown = (): void => {
      for (const event of ['ready', 'end']) client.off(event, isKnown);
      resolve();
    };
    for (const event of ['ready', 'end']) client.on(event, isKnown);
  });
};
