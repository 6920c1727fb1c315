import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import { redisCommand, type RedisServer, startRedis } from './redisServer.js';

declare module 'vitest' {
  interface TaskMeta {
    /** What a skipped test was skipped for the want of: `FinalLineReporter` says so. */
    readonly wants?: string;
  }
}

/** What the specs of a suite need of a Redis. */
export interface QueueSettings {
  /** As BullMQ takes it: plain JSON, for processes that a spec starts too. */
  readonly connection: { readonly url: string };
  /** What all keys of the suite begin with. */
  readonly prefix: string;
}

const newPrefix = (): string => `rx-context-sync-spec-${randomUUID()}`;

/** A server that others use too: what the suite put there is removed in the end. */
export const sharedRedis = async (url: string): Promise<QueueSettings & { readonly stop: () => Promise<void> }> => {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  let reason: Error | undefined;
  client.on('error', (error) => {
    reason = error;
  });
  await client.connect().catch((error: unknown) => {
    throw new Error(`Nothing answers at REDIS_URL: ${reason?.message}`, { cause: error });
  });
  const prefix = newPrefix();
  const stop = async (): Promise<void> => {
    for await (const keys of client.scanStream({ match: `${prefix}*`, count: 1000 }) as AsyncIterable<string[]>)
      if (keys.length > 0) await client.unlink(...keys);
    client.disconnect();
  };
  return { connection: { url }, prefix, stop };
};

/** A server of the suite alone, that it may kill. */
const ownRedis = async (): Promise<QueueSettings & RedisServer> => {
  const server = await startRedis();
  return { ...server, connection: { url: server.url }, prefix: newPrefix() };
};

const given = process.env['REDIS_URL'] || undefined;
const start = redisCommand() === undefined ? undefined : ownRedis;
const install = 'apt-get install redis-server';

const describeWith = <T extends { readonly stop: () => Promise<void> }>(
  name: string,
  get: (() => Promise<T>) | undefined,
  define: (redis: () => T) => void,
): void => {
  const wants =
    given === undefined ? `a Redis: ${install}, or set REDIS_URL` : `a Redis that may be killed: ${install}`;
  describe(name, get === undefined ? { skip: true, meta: { wants } } : {}, () => {
    let redis: T | undefined;
    beforeAll(async () => {
      redis = await get?.();
    });
    afterAll(() => redis?.stop());
    define(() => {
      if (redis === undefined)
        throw new Error('It starts after the tests of the suite were defined, and before they run');
      return redis;
    });
  });
};

/** Defines a suite with a Redis: that of `REDIS_URL`, or one that is started for it. Where there is neither, it is skipped. */
export const describeWithRedis = (name: string, define: (redis: () => QueueSettings) => void): void => {
  describeWith(name, given === undefined ? start : () => sharedRedis(given), define);
};

/** Defines a suite with a Redis of its own, though `REDIS_URL` is set. */
export const describeWithOwnRedis = (
  name: string,
  define: (redis: () => QueueSettings & RedisServer) => void,
): void => {
  describeWith(name, start, define);
};
