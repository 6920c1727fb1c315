import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/emulator/files/makeFolder.js';
import { newFolder } from '../../support/newFolder.js';

describe('a folder that is made', () => {
  it('is there, with those above it, however often, and by however many', async () => {
    const folder = path.join(await newFolder(), 'a', 'b', 'c');
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(path.dirname(folder))]);
    await makeFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it('is refused where a file is in its place, or above it', async () => {
    const file = path.join(await newFolder(), 'file');
    await writeFile(file, '');
    await expect(makeFolder(file)).rejects.toThrow('EEXIST');
    await expect(makeFolder(path.join(file, 'a', 'b'))).rejects.toThrow('EEXIST');
  });

  it.runIf(existsSync('/proc/self'))('is refused, and not tried for ever, where the system makes none', async () => {
    await expect(makeFolder('/proc/none')).rejects.toThrow(/ENOENT.*'\/proc\/none'/);
    await expect(makeFolder('/proc/none/below')).rejects.toThrow(/ENOENT.*'\/proc\/none'/);
  });
});
