/** A Redis that was started for whoever asked. It ends with that process, in whatever way that ends, and leaves nothing. */
export interface RedisServer {
  /** Where it listens: a path, which clients take for a URL. */
  readonly url: string;
  /** Its process, another one after each restart. */
  readonly pid: () => number | undefined;
  /** Kills it with SIGKILL. Its data and its address stay. */
  readonly kill: () => Promise<void>;
  /** Kills it if it runs, and starts it on what it wrote. */
  readonly restart: () => Promise<void>;
  /** Kills it for good. */
  readonly stop: () => Promise<void>;
}

export const redisCommand: () => string | undefined;
export const startRedis: () => Promise<RedisServer>;
