import type { Queue } from 'bullmq';

/** A script, which Redis runs as one: nothing comes in between. */
export const redisScript = (queue: Queue, name: string, numberOfKeys: number, lua: string) => {
  const connected = queue.getBackend().client.then((client) => {
    client.defineCommand(name, { numberOfKeys, lua });
    return client;
  });
  // Who runs it is told.
  connected.catch(() => undefined);
  return async (args: readonly string[]): Promise<unknown> => (await connected).runCommand(name, [...args]);
};
