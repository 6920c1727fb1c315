import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { newFolder, runCommand } from '../support/command.js';

let scratch = '';

beforeEach(async () => {
  scratch = await newFolder();
});

/** Runs the built command, as `npm start` does. */
const run = (args: readonly string[], at?: RegExp, act = kill('SIGINT')) =>
  runCommand(args, { npmFrom: scratch, act, ...(at && { at }) });

const kill =
  (signal: NodeJS.Signals) =>
  (child: ChildProcess): void => {
    child.kill(signal);
  };

const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = path.join(scratch, 'files');
  await mkdir(path.join(folder, 'deep'), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  return folder;
};

describe('rx-context-sync demo', () => {
  it('syncs a folder, prints plain lines where there is no terminal, and leaves nothing behind', async () => {
    const folder = await folderWith({ 'a.txt': 'a', 'deep/b c.txt': 'bb', empty: '' });
    const { code, stdout, stderr, left } = await run(['demo', '--dir', folder]);
    expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] });
    expect(stdout).toMatch(/running · 0 of 1 tasks · \d of 3 files · \d+ polls?/);
    expect(stdout.match(/succeeded · 1 of 1 tasks · 3 of 3 files/g)).toHaveLength(2);
    expect(stdout).toMatch(/files +bytes +polls +elapsed +match/);
    expect(stdout).toMatch(/^upload +3 +3 +\d+ +\d\.\d s +yes$/m);
    expect(stdout).toMatch(/^download +3 +3 +\d+ +\d\.\d s +yes$/m);
    expect(stdout).not.toContain('\u001b');
  });

  it('syncs a folder without files', async () => {
    const { code, stdout } = await run(['demo', '--dir', await folderWith({})]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^download +0 +0/m);
  });

  it.each([
    ['is missing', () => path.join(scratch, 'none'), 'ENOENT'],
    ['is a file', async () => path.join(await folderWith({ 'a.txt': 'a' }), 'a.txt'), 'ENOTDIR'],
  ])('tells in one line of a folder that %s', async (_, folder, reason) => {
    const { code, stdout, stderr, left } = await run(['demo', '--dir', await folder()]);
    expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: [] });
    expect(stderr).toMatch(/^rx-context-sync: cannot read all of .*\n$/);
    expect(stderr).toContain(reason);
  });

  it.each([[[]], [['demo', 'more']], [['other']], [['demo', '--unknown']]])('shows its usage for %j', async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: rx-context-sync demo [--dir PATH]');
  });

  it('shows its usage when asked to', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: rx-context-sync demo [--dir PATH]');
  });

  it.each([
    ['SIGINT during the upload', 130, /running · 0 of 1 tasks/, kill('SIGINT')],
    ['SIGINT during the download', 130, /Download[^]*running · /, kill('SIGINT')],
    ['SIGTERM', 143, /running · 0 of 1 tasks/, kill('SIGTERM')],
    ['SIGHUP', 129, /running · 0 of 1 tasks/, kill('SIGHUP')],
    ['an end of its output', 141, /running · 0 of 1 tasks/, (child: ChildProcess) => child.stdout?.destroy()],
  ])('stops at once and leaves nothing behind on %s', async (_, expected, moment, interrupt) => {
    const folder = await folderWith({ 'a.txt': 'a' });
    const { code, stdout, stderr, left } = await run(['demo', '--dir', folder], moment, interrupt);
    expect({ code, left }).toEqual({ code: expected, left: [] });
    expect(stderr).toMatch(/^(?:✖ .* \[FAILED: stopped\]\n)?$/);
    expect(stdout).not.toContain('match');
  });

  it('takes a relative folder from where it was called', async () => {
    await folderWith({ 'a.txt': 'a' });
    const { code, stdout } = await run(['demo', '--dir', 'files']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^download +1 +1 /m);
  });

  it('says what it leaves out', async () => {
    const folder = await folderWith({ 'a.txt': 'a' });
    await symlink(path.join(folder, 'a.txt'), path.join(folder, 'link'));
    const { code, stdout } = await run(['demo', '--dir', folder]);
    expect(code).toBe(0);
    expect(stdout).toContain('1 links and special files are left out.');
  });

  it('names the files that differ', async () => {
    const folder = await folderWith({ 'a.txt': 'a', 'b.txt': 'b' });
    const change = (): void => {
      writeFileSync(path.join(folder, 'b.txt'), 'changed');
    };
    const { code, stdout } = await run(['demo', '--dir', folder], /running/, change);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^download .* NO$/m);
    expect(stdout).toContain('differs: b.txt');
    expect(stdout).not.toContain('differs: a.txt');
  });
});
