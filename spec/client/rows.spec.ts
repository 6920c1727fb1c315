import { lastValueFrom, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { unwrap, type SyncSnapshot, type SyncTask } from '../../src/index.js';
import { emulated, mountPath, writeFiles } from '../support/emulated.js';
import { services } from '../support/services.js';

const keysOf = (tasks: readonly SyncTask[]): readonly string[] => tasks.map(({ key }) => key);

describe.each(services)('the rows of a page, with $name', (service) => {
  it('are one for each context, path and type, though somebody syncs again meanwhile', async () => {
    const { session, folder } = await emulated({ taskDelay: 200 }, service);
    await writeFiles(folder, { 'a.txt': 'a' });
    const sync$ = session.context.sync$({ mode: 'upload', retryInterval: 20 });
    let again: Promise<SyncSnapshot[]> | undefined;
    const snapshots = await lastValueFrom(
      sync$.pipe(
        tap(() => {
          again ??= lastValueFrom(sync$.pipe(toArray()));
        }),
        toArray(),
      ),
    );
    const others = (await again) ?? [];
    expect([snapshots.at(-1)?.state, others.at(-1)?.state]).toEqual(['succeeded', 'succeeded']);
    const rows = [...snapshots, ...others].map(({ contextStatusData }) => keysOf(contextStatusData));
    const [key] = rows.flat();
    expect(key).toBeTypeOf('string');
    expect(rows.filter((keys) => keys.length > 0)).toEqual(rows.filter((keys) => keys.length > 0).map(() => [key]));
  });

  it('have the same keys wherever a task is told', async () => {
    const { client, context, emulator } = await emulated({}, service);
    const contextSyncs = [{ contextId: context.id, path: mountPath }];
    const { session, downloads } = unwrap(await client.create({ imageId: 'i', contextSyncs, retryInterval: 20 }));
    await writeFiles(emulator.sessionFolder(session.sessionId, mountPath), { 'a.txt': 'a' });
    const first = unwrap(await session.context.sync({ mode: 'upload', retryInterval: 20 }));
    const second = unwrap(await session.context.sync({ mode: 'upload', retryInterval: 20 }));
    const { contextStatusData } = unwrap(await session.context.info());
    let watched: readonly SyncTask[] = [];
    for await (const info of session.context.watch$()) {
      watched = info.contextStatusData;
      break;
    }
    const all = keysOf(contextStatusData);
    expect(new Set(all).size).toBe(2);
    expect([...keysOf(downloads.contextStatusData), ...keysOf(second.contextStatusData)]).toEqual(all);
    expect(keysOf(first.contextStatusData)).toEqual(keysOf(second.contextStatusData));
    expect(keysOf(watched)).toEqual(all);
    // The handle and the tasks of an error are plain data.
    expect(second.handle.seen?.[0]).not.toHaveProperty('key');
  });
});
