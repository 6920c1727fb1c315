import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { countTree, readTree } from '../../src/cli/fileTree.js';
import { copySources, countSources, readSources } from '../../src/cli/sources.js';
import { UsageError } from '../../src/cli/UsageError.js';
import { newFolder } from '../support/newFolder.js';
import { writeFiles } from '../support/emulated.js';

const { signal } = new AbortController();
const stopped = AbortSignal.abort(new Error('stopped'));

describe('a file tree', () => {
  it('has the regular files with their lengths and hashes, and counts what is neither file nor folder', async () => {
    const folder = await newFolder();
    const long = 'long '.repeat(100_000);
    await writeFiles(folder, { a: 'a', 'deep/down/b c': long });
    await mkdir(path.join(folder, 'empty'));
    await symlink('a', path.join(folder, 'link'));
    await symlink('deep', path.join(folder, 'deep/link'));
    const hash = (content: string) => createHash('sha256').update(content).digest('hex');
    expect(Object.fromEntries(await readTree(folder, signal))).toEqual({
      a: { bytes: 1, sha256: hash('a') },
      [path.join('deep', 'down', 'b c')]: { bytes: 500_000, sha256: hash(long) },
    });
    expect(await countTree(folder)).toEqual({ files: 2, others: 2 });
  });

  it('is not read on where nobody wants it', async () => {
    const folder = await newFolder();
    await writeFiles(folder, { a: 'a' });
    await expect(readTree(folder, stopped)).rejects.toThrow('aborted');
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
    expect(await countSources(sources)).toEqual({ files: 3, others: 1 });
    const to = path.join(await newFolder(), 'to');
    await copySources(sources, to, signal);
    const read = await readSources(sources, signal);
    expect([...read.keys()].sort()).toEqual(['a', path.join('deep', 'b'), path.join('two', 'a')]);
    expect(await readTree(to, signal)).toEqual(read);
    expect(readdirSync(path.dirname(to))).toEqual(['to']);
  });

  it('that cannot be read are wrong use, and name the folder', async () => {
    const none = path.join(await newFolder(), 'none');
    const counting = countSources([{ folder: none, below: '.' }]).catch((error: unknown) => error);
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

  it('that nobody wants any more are no wrong use', async () => {
    const to = path.join(await newFolder(), 'to');
    const copying = copySources(await twoSources(), to, stopped).catch((error: unknown) => error);
    expect(await copying).toBeInstanceOf(Error);
    expect(await copying).not.toBeInstanceOf(UsageError);
    expect(existsSync(path.join(to, 'two'))).toBe(false);
  });
});
