import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { AGB, contextSync, unwrap } from '../../../src/index.js';
import { writeFiles } from '../../support/emulated.js';
import { newFolder } from '../../support/newFolder.js';

const start = async (options: EmulatorOptions) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

const namesOf = async (endpoint: string, apiKey = 'k'): Promise<readonly string[]> =>
  unwrap(await new AGB({ apiKey, endpoint }).context.list()).contexts.map(({ name }) => name);

describe('contexts from folders', () => {
  it('have the names of the folders, and give their files to a session', async () => {
    const seedDir = await newFolder();
    await writeFiles(seedDir, { 'my data/home/d/a.txt': 'a', 'my data/home/d/sub/b.txt': 'b', 'read me': 'none' });
    await writeFiles(seedDir, { '.git/config': 'none' });
    await mkdir(path.join(seedDir, 'empty'));
    const emulator = await start({ seedDir });
    expect(await namesOf(emulator.url)).toEqual(['empty', 'my data']);
    const agb = new AGB({ apiKey: 'k', endpoint: emulator.url, pacing: 10 });
    const { context } = unwrap(await agb.context.get('my data'));
    const contextSyncs = [contextSync(context.id, '/home/d')];
    const { session } = unwrap(await agb.create({ imageId: 'i', contextSyncs }));
    const folder = emulator.sessionFolder(session.sessionId, '/home/d');
    expect(readFileSync(path.join(folder, 'a.txt'), 'utf8')).toBe('a');
    expect(readFileSync(path.join(folder, 'sub/b.txt'), 'utf8')).toBe('b');
    expect(emulator.journal.requests.map(({ operation }) => operation)).not.toContain('CreateContext');
    await emulator.reset();
    expect(await namesOf(emulator.url)).toEqual([]);
  });

  it('keep modes and times, and leave out what a sync leaves out', async () => {
    const seedDir = await newFolder();
    await writeFiles(seedDir, { 'c/run.sh': '#!/bin/sh' });
    await chmod(path.join(seedDir, 'c/run.sh'), 0o750);
    await utimes(path.join(seedDir, 'c/run.sh'), 1_000_000, 1_000_000);
    await symlink('/etc/passwd', path.join(seedDir, 'c/link'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [path.join(seedDir, 'c/pipe')]);
    const emulator = await start({ seedDir });
    const { context } = unwrap(await new AGB({ apiKey: 'k', endpoint: emulator.url }).context.get('c'));
    const folder = emulator.contextFolder(context.id);
    const { mode, mtimeMs } = statSync(path.join(folder, 'run.sh'));
    expect([mode & 0o777, mtimeMs]).toEqual([0o750, 1_000_000_000]);
    expect(['link', 'pipe'].filter((name) => existsSync(path.join(folder, name)))).toEqual([]);
  });

  it('are there for each key, and each key has its own', async () => {
    const seedDir = await newFolder();
    await writeFiles(seedDir, { 'c/a.txt': 'a' });
    const emulator = await start({ seedDir, apiKeys: ['one', 'two'] });
    const ids = await Promise.all(
      ['one', 'two'].map(async (apiKey) => {
        const { context } = unwrap(await new AGB({ apiKey, endpoint: emulator.url }).context.get('c'));
        expect(readFileSync(path.join(emulator.contextFolder(context.id), 'a.txt'), 'utf8')).toBe('a');
        return context.id;
      }),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('stay as they are where they are there already', async () => {
    const [seedDir, dataDir] = [await newFolder(), await newFolder()];
    await writeFiles(seedDir, { 'c/a.txt': 'a' });
    const first = await startEmulator({ seedDir, dataDir });
    const { context } = unwrap(await new AGB({ apiKey: 'k', endpoint: first.url }).context.get('c'));
    await writeFile(path.join(first.contextFolder(context.id), 'a.txt'), 'changed');
    await first.close();
    await writeFiles(seedDir, { 'c/b.txt': 'b', 'd/a.txt': 'a' });
    const second = await start({ seedDir, dataDir });
    expect(await namesOf(second.url)).toEqual(['c', 'd']);
    const folder = second.contextFolder(context.id);
    expect(readFileSync(path.join(folder, 'a.txt'), 'utf8')).toBe('changed');
    expect(existsSync(path.join(folder, 'b.txt'))).toBe(false);
  });

  it('are refused where the folder cannot be read, and nothing is left', async () => {
    const seedDir = path.join(await newFolder(), 'none');
    await expect(startEmulator({ seedDir })).rejects.toMatchObject({ code: 'ENOENT', path: seedDir });
    await expect(startEmulator({ seedDir: ' ' })).rejects.toMatchObject({ _tag: 'InvalidRequest', option: 'seedDir' });
  });
});
