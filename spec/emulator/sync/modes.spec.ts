import { chmod, mkdir, open, readFile, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contextSync, unwrap } from '../../../src/index.js';
import { emulated, mountPath, writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { services } from '../../support/services.js';
import { twoSides } from '../../support/twoSides.js';

const fast = { retryInterval: 20 };

describe.each(services)('a file, with $name,', (service) => {
  it.runIf(process.platform !== 'win32')(
    'keeps its mode and its times, in a context and in the next session',
    async () => {
      const { emulator, client, context, session, folder } = await emulated({}, service);
      await writeFiles(folder, { secret: 's', 'bin/tool': 't', shared: 's', 'private/key': 'k' });
      const modes = { secret: 0o600, 'bin/tool': 0o755, shared: 0o664, private: 0o700, 'private/key': 0o400 };
      const times = {
        secret: new Date('2001-02-03T04:05:06.789Z'),
        'bin/tool': new Date('1985-10-26T08:15:00Z'),
        shared: new Date('1969-07-20T20:17:40Z'),
      };
      for (const [name, mode] of Object.entries(modes)) await chmod(path.join(folder, name), mode);
      for (const [name, time] of Object.entries(times)) await utimes(path.join(folder, name), time, time);
      unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
      const contextSyncs = [contextSync(context.id, mountPath)];
      const second = unwrap(await client.create({ imageId: 'agb-code-space-1', contextSyncs, ...fast })).session;
      const places = [
        emulator.contextFolder(context.id, mountPath),
        emulator.sessionFolder(second.sessionId, mountPath),
      ];
      for (const place of places) {
        for (const [name, mode] of Object.entries(modes)) {
          expect([name, (await stat(path.join(place, name))).mode & 0o777]).toEqual([name, mode]);
        }
        for (const name of Object.keys(times)) {
          const { mtimeMs } = await stat(path.join(folder, name));
          expect([name, (await stat(path.join(place, name))).mtimeMs]).toEqual([name, mtimeMs]);
        }
      }
      await chmod(path.join(folder, 'secret'), 0o640);
      unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
      expect((await stat(path.join(places[0] ?? '', 'secret'))).mode & 0o777).toBe(0o640);
    },
  );

  it.each([0, 2_000_000_000_000])(
    'is as old in its context as it is there, however old it was (clock at %d)',
    async (began) => {
      let now = began;
      const { emulator, client, context } = await emulated({ clock: () => now }, service);
      const recyclePolicy = { lifecycle: 'Lifecycle_3Days' } as const;
      const contextSyncs = [contextSync(context.id, '/old', { recyclePolicy })];
      const { session } = unwrap(await client.create({ imageId: 'agb-code-space-1', contextSyncs, ...fast }));
      const folder = emulator.sessionFolder(session.sessionId, '/old');
      const stored = emulator.contextFolder(context.id, '/old');
      const upload = async (name: string) => {
        await writeFiles(folder, { [name]: name });
        await utimes(path.join(folder, name), 1, 1);
        unwrap(await session.context.sync({ ...fast, mode: 'upload', contextId: context.id, path: '/old' }));
      };
      const list = async () =>
        unwrap(await client.context.listFiles(context.id, '/old'))
          .files.map(({ fileName }) => fileName)
          .sort();
      await upload('first');
      now += 2 * 86_400_000;
      await upload('second');
      unwrap(await client.context.uploadFile(context.id, '/old/third', new Blob(['x'])));
      expect(await list()).toEqual(['first', 'second', 'third']);
      now += 2 * 86_400_000;
      expect(await list()).toEqual(['second', 'third']);
      expect(Object.keys(await readFiles(stored)).sort()).toEqual(['second', 'third']);
      now += 2 * 86_400_000;
      expect(await list()).toEqual([]);
    },
  );
});

describe.runIf(process.platform === 'linux')('holes in a file', () => {
  const write = async (file: string, size: number, data: Readonly<Record<number, string>>): Promise<void> => {
    const handle = await open(file, 'w');
    for (const [at, text] of Object.entries(data)) await handle.write(text, Number(at));
    await handle.truncate(size);
    await handle.close();
  };

  const read = async (file: string, at: number, length: number): Promise<string> => {
    const handle = await open(file);
    try {
      return (await handle.read(Buffer.alloc(length), 0, length, at)).buffer.toString();
    } finally {
      await handle.close();
    }
  };

  it('stay holes', async () => {
    const { here, there, sync } = await twoSides();
    await write(path.join(here, 'begins'), 20_000_000, { 0: 'begin' });
    await write(path.join(here, 'ends'), 20_000_003, { 19_999_999: 'end!' });
    await write(path.join(here, 'middle'), 10_000_000, { 4095: 'ab', 5_000_000: 'middle' });
    await write(path.join(here, 'empty'), 30_000_000, {});
    for (let round = 0; round < 2; round++) {
      await sync('upload');
      for (const name of ['begins', 'ends', 'middle', 'empty']) {
        const [from, to] = [path.join(here, name), path.join(there, name)];
        expect((await readFile(from)).equals(await readFile(to))).toBe(true);
        expect((await stat(to)).blocks).toBeLessThan(64);
      }
      await write(path.join(here, 'middle'), 10_000_000, { 4095: 'ba', 5_000_000: 'middle' });
    }
  });

  it.each(['with', 'without'])('are not read where they are large, %s a system that knows them', async (how) => {
    const { here, there, sync } = await twoSides();
    const size = how === 'with' ? 2 ** 40 : 200_000_000;
    await write(path.join(here, 'large'), size, { 0: 'begin', [size - 3]: 'end' });
    const { PATH } = process.env;
    onTestFinished(() => void (process.env['PATH'] = PATH));
    if (how === 'without') process.env['PATH'] = '';
    for (let round = 0; round < 2; round++) {
      await sync('upload');
      const copied = await stat(path.join(there, 'large'));
      expect(copied.size).toBe(size);
      expect(copied.blocks).toBeLessThan(64);
      expect(await read(path.join(there, 'large'), 0, 6)).toBe('begin\0');
      expect(await read(path.join(there, 'large'), size - 4, 4)).toBe('\0end');
    }
    await write(path.join(here, 'large'), size, { 0: 'other' });
    await sync('upload');
    expect(await read(path.join(there, 'large'), 0, 6)).toBe('other\0');
    // What did not change here is not to be copied over what is newer there.
    await write(path.join(there, 'large'), size, { 0: 'newer' });
    await sync('upload');
    expect(await read(path.join(there, 'large'), 0, 6)).toBe('newer\0');
  });

  it('do not keep a task from being stopped', async () => {
    const { here, scratch, sync, stop } = await twoSides();
    await mkdir(path.join(here, 'sub'));
    await write(path.join(here, 'sub/large'), 2 ** 40, { 0: 'begin' });
    const { PATH } = process.env;
    onTestFinished(() => void (process.env['PATH'] = PATH));
    process.env['PATH'] = '';
    const syncing = sync('upload');
    setTimeout(stop, 30);
    await expect(syncing).rejects.toThrow('aborted');
    expect(await readFiles(scratch)).toEqual({});
  });
});
