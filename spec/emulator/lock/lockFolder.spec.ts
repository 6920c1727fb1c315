import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../../src/emulator/index.js';
import { lockFolder, type LockRules } from '../../../src/emulator/lock/lockFolder.js';

const newFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const take = async (folder: string, rules: Partial<LockRules> = {}) => {
  const lock = await lockFolder(folder, rules);
  onTestFinished(() => lock.release());
  return lock;
};

/** Where temporary folders are made, until the test is over. */
const setTemporary = (folder: string): void => {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  onTestFinished(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
};

/** What one waits for that comes, and what one waits for that does not come, as often as is needed. */
const patient = { looks: 10_000, pause: 5 };
const impatient = { looks: 3, pause: 5 };
const inUse = /is in use by another emulator/;

describe('a folder that is locked', () => {
  it('is not taken by whoever sees it elsewhere, as containers do', async () => {
    const folder = newFolder();
    await take(folder);
    const elsewhere = `${folder}-elsewhere`;
    renameSync(folder, elsewhere);
    onTestFinished(() => renameSync(elsewhere, folder));
    await expect(lockFolder(elsewhere, impatient)).rejects.toThrow(inUse);
  });

  it('is not taken, however long its path is', async () => {
    const folder = path.join(newFolder(), 'x'.repeat(150), 'y'.repeat(150));
    mkdirSync(folder, { recursive: true });
    // Others may make theirs where they are made by default.
    const temporary = newFolder();
    setTemporary(temporary);
    const lock = await take(folder, { beat: 1e9 });
    await expect(lockFolder(folder, impatient)).rejects.toThrow(inUse);
    await lock.release();
    await take(folder);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is taken as soon as it is released, from anywhere', async () => {
    const folder = newFolder();
    for (const system of ['one', 'one', 'other', 'one']) await (await take(folder, { system, looks: 1e9 })).release();
    expect(readdirSync(path.join(folder, 'lock'))).toEqual(['4']);
  });

  it('is not taken from another system as long as it is shown to be in use', async () => {
    const folder = newFolder();
    await take(folder, { system: 'one', beat: 5 });
    await expect(lockFolder(folder, { system: 'other', ...patient })).rejects.toThrow(inUse);
  });

  it('is taken by who waits to see it in use, when it is released', async () => {
    const folder = newFolder();
    const lock = await take(folder, { system: 'one', beat: 1e9 });
    const waiting = take(folder, { system: 'other', looks: 1e9, pause: 1 });
    await lock.release();
    await waiting;
  });

  it('is taken from another system where it is not shown any more', async () => {
    const folder = newFolder();
    const suspended = await take(folder, { system: 'one', beat: 1e9 });
    await take(folder, { system: 'other', ...impatient });
    await suspended.release();
    await expect(lockFolder(folder, { system: 'other', ...impatient })).rejects.toThrow(inUse);
  });

  it('and was taken by another one nevertheless is lost, and that is told', async () => {
    const folder = newFolder();
    const { lost } = await take(folder, { beat: 5 });
    expect(lost.aborted).toBe(false);
    mkdirSync(path.join(folder, 'lock/2'));
    await expect.poll(() => lost.aborted).toBe(true);
  });

  it('is shown to be in use where nobody can be asked, or its owner cannot be read', async () => {
    const folders = [1, 2].map((number) => path.join(newFolder(), `${number}`.repeat(150)));
    for (const folder of folders) mkdirSync(folder);
    const [canBeAsked = '', cannot = ''] = folders;
    await take(canBeAsked, { beat: 5 });
    // Without a place for a shorter path there are no sockets in folders of long paths.
    setTemporary(path.join(cannot, 'none'));
    await expect(lockFolder(canBeAsked, patient)).rejects.toThrow(inUse);
    const lock = await take(cannot, { beat: 5 });
    await expect(lockFolder(cannot, patient)).rejects.toThrow(inUse);
    writeFileSync(path.join(cannot, 'lock/1/owner.json'), '{"sys');
    await expect(lockFolder(cannot, patient)).rejects.toThrow(inUse);
    await lock.release();
    await take(cannot, { looks: 1e9 });
  });

  it('cannot be taken where it is no folder, and it is said why', async () => {
    const file = path.join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(lockFolder(file)).rejects.toThrow('ENOTDIR');
  });

  it('and taken by another one is left alone by the emulator that had it', async () => {
    const dataDir = newFolder();
    const emulator = await startEmulator({ dataDir });
    onTestFinished(() => emulator.close());
    const create = async (name: string) =>
      (
        await fetch(`${emulator.url}/sdk/GetContext?name=${name}&allowCreate=true`, {
          headers: { authorization: 'Bearer k' },
        })
      ).status;
    expect(await create('one')).toBe(200);
    mkdirSync(path.join(dataDir, 'lock/7'));
    await expect.poll(() => create('one')).toBe(503);
    const before = readdirSync(path.join(dataDir, 'state/contexts'));
    expect(await create('other')).toBe(503);
    await expect(emulator.reset()).rejects.toThrow('closed');
    expect(readdirSync(path.join(dataDir, 'state/contexts'))).toEqual(before);
  });
});

describe('a folder whose owner was killed', () => {
  /** Starts an emulator in a process of its own: what it says, or undefined where it ended. */
  const start = async (dataDir: string) => {
    const child = spawn(process.execPath, ['spec/support/emulatorProcess.js', dataDir], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'exit').then(() => undefined);
    const url = await Promise.race([once(child.stdout, 'data').then(String), exited]);
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await exited;
    };
    return { url, kill, suspend: () => child.kill('SIGSTOP') };
  };

  it('is taken at once, by one of those who begin at once', async () => {
    const dataDir = newFolder();
    for (let round = 0; round < 4; round++) {
      const all = await Promise.all(Array.from({ length: 4 }, () => start(dataDir)));
      const won = all.filter(({ url }) => url !== undefined);
      expect(won).toHaveLength(1);
      await won[0]?.kill();
      expect(readdirSync(path.join(dataDir, 'lock'))).toHaveLength(1);
    }
  }, 60_000);

  it('is not taken while he is only suspended', async () => {
    const dataDir = newFolder();
    const { suspend, kill } = await start(dataDir);
    suspend();
    await expect(startEmulator({ dataDir })).rejects.toThrow(inUse);
    // Linux takes so many who wait for him, and then no more.
    const [claim = ''] = readdirSync(path.join(dataDir, 'lock'));
    const waiting = Array.from({ length: process.platform === 'linux' ? 600 : 0 }, () =>
      connect(path.join(dataDir, 'lock', claim, 'socket')).on('error', () => undefined),
    );
    await Promise.all(
      waiting.map((socket) => new Promise((resolve) => socket.on('connect', resolve).on('close', resolve))),
    );
    await expect(lockFolder(dataDir, { looks: 1, pause: 1 })).rejects.toThrow(inUse);
    for (const socket of waiting) socket.destroy();
    await kill();
    await (await startEmulator({ dataDir })).close();
  });
});
