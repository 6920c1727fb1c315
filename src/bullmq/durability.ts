import type { Queue } from 'bullmq';

/** What of Redis's configuration keeps what it has confirmed. */
interface Configured {
  readonly config?: (get: 'GET', name: string) => Promise<readonly string[]>;
}

/** Warns where a crash of Redis can forget what it has confirmed: a trigger that is forgotten may be sent twice. */
export const warnOfLoss = async (queue: Queue, warn: (warning: Error) => void): Promise<void> => {
  try {
    const client = await queue.getBackend().client;
    const isKept = (await client.info()).includes('aof_enabled:1');
    // Services that run Redis for others do not tell all of it.
    const [, fsync = 'always'] = (await (client as Configured).config?.('GET', 'appendfsync').catch(() => [])) ?? [];
    if (!isKept || fsync !== 'always')
      warn(new Error(`Redis can forget a trigger when it crashes, and a sync be triggered twice: ${advice}`));
  } catch (error) {
    warn(error as Error);
  }
};

const advice = 'set `appendonly yes` and `appendfsync always`';
