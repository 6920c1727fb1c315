import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { countTree, readTree } from '../../src/cli/files/fileTree.js';
import { copySources, countSources, readSources } from '../../src/cli/demo/sources.js';
import { UsageError } from '../../src/cli/process/UsageError.js';
import { newFolder } from '../support/newFolder.js';
import { writeFiles } from '../support/emulated.js';

const { signal } = new AbortController();
const stopped = AbortSignal.abort(new Error('stopped'));

/** Each step takes as long as it may before others have their turn. */
const allStepsAreSlices = (): void => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 60));
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a file tree', () => {
  it('has the regular files with their lengths and hashes, and counts what is neither file nor folder', async () => {
    const folder = await newFolder();
    const long = 'long '.repeat(300_000);
    await writeFiles(folder, { a: 'a', 'deep/down/b c': long });
    await mkdir(path.join(folder, 'empty'));
    await symlink('a', path.join(folder, 'link'));
    await symlink('deep', path.join(folder, 'deep/link'));
    const hash = (content: string) => createHash('sha256').update(content).digest('hex');
    expect(Object.fromEntries(await readTree(folder, signal))).toEqual({
      a: { bytes: 1, sha256: hash('a') },
      [path.join('deep', 'down', 'b c')]: { bytes: 1_500_000, sha256: hash(long) },
    });
    expect(await countTree(folder, signal)).toEqual({ files: 2, others: 2 });
  });

  it('is not read on where nobody wants it', async () => {
    const folder = await newFolder();
    await writeFiles(folder, { a: 'a' });
    await expect(readTree(folder, stopped)).rejects.toThrow('stopped');
    await expect(countTree(folder, stopped)).rejects.toThrow('stopped');
  });

  it('is read in slices of time: after each it is told how far it is, and it can be stopped', async () => {
    const folder = await newFolder();
    await writeFiles(folder, { a: 'a', b: 'b', c: 'c', d: 'd' });
    allStepsAreSlices();
    const told: number[] = [];
    await readTree(folder, signal, (files) => told.push(files));
    expect(told).toEqual([1, 2, 3, 4]);
    const controller = new AbortController();
    const reading = readTree(folder, controller.signal, (files) => {
      told.push(files);
      if (files === 2) setImmediate(() => controller.abort(new Error('stopped')));
    });
    await expect(reading).rejects.toThrow('stopped');
    expect(told).toEqual([1, 2, 3, 4, 1, 2]);
  });
});

describe('sources', () => {
  const twoSources = async () => {
    const [one, two] = [await newFolder(), await newFolder()];
    await writeFiles(one, { a: 'a', 'deep/b': 'b' });
    await writeFiles(two, { a: 'other' });
    await symlink('a', path.join(two, 'link'));
    return [
      { folder: one, below: '.' },
      { folder: two, below: 'two' },
    ];
  };

  it('are counted, copied and read below the places that they are to have', async () => {
    const sources = await twoSources();
    expect(await countSources(sources, signal)).toEqual({ files: 3, others: 1 });
    const to = path.join(await newFolder(), 'to');
    await copySources(sources, to, signal);
    const read = await readSources(sources, signal);
    expect([...read.keys()].sort()).toEqual(['a', path.join('deep', 'b'), path.join('two', 'a')]);
    expect(await readTree(to, signal)).toEqual(read);
    expect(readdirSync(path.dirname(to))).toEqual(['to']);
  });

  it('that cannot be read are wrong use, and name the folder', async () => {
    const none = path.join(await newFolder(), 'none');
    const counting = countSources([{ folder: none, below: '.' }], signal).catch((error: unknown) => error);
    expect(await counting).toBeInstanceOf(UsageError);
    expect(String(await counting)).toContain(`rx-context-sync: cannot read all of ${none}: ENOENT`);
  });

  it('that cannot be copied are wrong use, too', async () => {
    const [first, second] = await twoSources();
    const to = path.join(await newFolder(), 'to');
    await writeFile(to, 'a file, where a folder is to be');
    const copying = copySources(
      [first, second].flatMap((one) => one ?? []),
      to,
      signal,
    ).catch((error: unknown) => error);
    expect(await copying).toBeInstanceOf(UsageError);
    expect(String(await copying)).toContain(`rx-context-sync: cannot read all of ${first?.folder}: `);
  });

  it('that hold the folder that they are to be copied into are wrong use: it would never end', async () => {
    const folder = await newFolder();
    const alias = path.join(await newFolder(), 'alias');
    await symlink(folder, alias);
    for (const to of [folder, path.join(folder, 'deep'), path.join(folder, '..deep'), path.join(alias, 'deep')]) {
      const copying = copySources([{ folder, below: '.' }], to, signal).catch((error: unknown) => error);
      expect(await copying).toBeInstanceOf(UsageError);
      expect(String(await copying)).toContain(`the copies would go into it, to ${to}`);
    }
    // One that only begins with the same name does not hold it.
    await copySources([{ folder, below: '.' }], `${folder}-beside`, signal);
    await rm(`${folder}-beside`, { recursive: true });
  });

  it('are copied in slices of time, with long files and empty folders, and told how many are there', async () => {
    const folder = await newFolder();
    const long = 'long '.repeat(300_000);
    await writeFiles(folder, { a: 'a', 'deep/long': long, 'deep/down/b': '' });
    await mkdir(path.join(folder, 'empty'));
    allStepsAreSlices();
    const told: number[] = [];
    const sources = [
      { folder, below: '.' },
      { folder, below: 'again' },
    ];
    const to = await newFolder();
    await copySources(sources, to, signal, (files) => told.push(files));
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(new Set(told)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    const read: number[] = [];
    expect(await readTree(to, signal)).toEqual(await readSources(sources, signal, (files) => read.push(files)));
    expect(read).toEqual([...read].sort((a, b) => a - b));
    expect(read.at(-1)).toBe(6);
    expect(await readFile(path.join(to, 'again/deep/long'), 'utf8')).toBe(long);
    expect(existsSync(path.join(to, 'again/empty'))).toBe(true);
  });

  it('are not copied on where nobody wants it', async () => {
    const [folder, to] = [await newFolder(), await newFolder()];
    await writeFiles(folder, { a: 'a', b: 'b', c: 'c' });
    allStepsAreSlices();
    const controller = new AbortController();
    const copying = copySources([{ folder, below: '.' }], to, controller.signal, () => {
      setImmediate(() => controller.abort(new Error('stopped')));
    });
    await expect(copying).rejects.toThrow('stopped');
    expect(readdirSync(to)).toHaveLength(1);
  });

  it('that nobody wants any more are no wrong use', async () => {
    const to = path.join(await newFolder(), 'to');
    const copying = copySources(await twoSources(), to, stopped).catch((error: unknown) => error);
    expect(await copying).toBeInstanceOf(Error);
    expect(await copying).not.toBeInstanceOf(UsageError);
    expect(existsSync(path.join(to, 'two'))).toBe(false);
  });
});
