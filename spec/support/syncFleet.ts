import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { AGB, contextSync, unwrap, type CheckpointOptions } from '../../src/index.js';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { syncQueue, type SyncWorkerOptions } from '../../src/bullmq/index.js';
import { writeFiles } from './emulated.js';
import type { QueueSettings } from './redis.js';
import { WorkerProcess } from './WorkerProcess.js';

/** A sync that workers are given, and how it must end if it is known how it ended. */
export interface GivenSync {
  readonly id: string;
  readonly sessionId: string;
  readonly options: CheckpointOptions;
  readonly truth: 'succeeded' | 'failed';
}

/** A queue, workers in processes of their own, and an emulator that they ask. */
export const syncFleet = async (
  redis: QueueSettings,
  count: number,
  { emulator: emulated, ...worker }: Partial<SyncWorkerOptions> & { readonly emulator?: EmulatorOptions } = {},
) => {
  const emulator = await startEmulator({ taskDelay: 200, ...emulated });
  onTestFinished(() => emulator.close());
  const where = { ...redis, queue: `syncs-${randomUUID()}` };
  const syncs = syncQueue({ connection: where.connection, prefix: where.prefix, queue: where.queue });
  onTestFinished(() => syncs.close());
  const client = { apiKey: 'any-key', endpoint: emulator.url };
  // Who is killed is missed after a second.
  const settings = { connection: where.connection, prefix: where.prefix, queue: where.queue, ...worker };
  const workers = Array.from(
    { length: count },
    () => new WorkerProcess({ client, worker: { lockDuration: 3000, stalledInterval: 500, ...settings } }),
  );
  onTestFinished(async () => {
    await Promise.all(workers.map((one) => one.kill()));
  });
  await Promise.all(workers.map((one) => one.start()));
  return { emulator, syncs, workers, agb: new AGB(client), queue: where.queue };
};

const names = ['a', 'b', 'c', 'd'];

/**
 * The syncs of so many sessions: of each of four contexts, or of all together, or where there is none, so that there is nothing to sync.
 * One context fails in each fourth session. No two are of the same: of two that are, one may never be seen to end.
 */
export const givenSyncs = async (agb: AGB, emulator: Emulator, sessions: number): Promise<readonly GivenSync[]> => {
  const contexts = await Promise.all(
    [...names, 'bad'].map(async (name) => unwrap(await agb.context.get(name, { create: true })).context),
  );
  const bad = contexts.at(-1);
  const syncsOf = async (index: number): Promise<readonly GivenSync[]> => {
    const isBad = index % 4 === 3;
    const hasNone = index % 5 === 4;
    const mounted = hasNone ? [] : [...contexts.slice(0, isBad ? 3 : 4), ...(isBad && bad ? [bad] : [])];
    const contextSyncs = mounted.map(({ id, name }) => contextSync(id, `/home/${name}`));
    const { session } = unwrap(await agb.create({ imageId: 'agb-code-space-1', contextSyncs, retryInterval: 50 }));
    const { sessionId } = session;
    for (const { path } of contextSyncs) await writeFiles(emulator.sessionFolder(sessionId, path), { 'a.txt': 'a' });
    const options = { mode: 'upload', retryInterval: 150 };
    const all = {
      id: `${index}-all`,
      sessionId,
      options,
      truth: mounted.length > 0 && isBad ? 'failed' : 'succeeded',
    } as const;
    const each = mounted.map(({ id, name }) => ({
      id: `${index}-${name}`,
      sessionId,
      options: { ...options, contextId: id, path: `/home/${name}` },
      truth: id === bad?.id ? ('failed' as const) : ('succeeded' as const),
    }));
    return index % 5 < 3 ? each : [all];
  };
  const given = await Promise.all(Array.from({ length: sessions }, (_, index) => syncsOf(index)));
  emulator.trouble({ operation: 'task', contextId: bad?.id, taskError: 'no room', probability: 1 });
  return given.flat();
};
