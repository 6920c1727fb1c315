import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { newFolder, runCommand, startCommand } from '../support/command.js';

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
    expect(stdout).not.toContain('left out');
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

  it.each([[''], [' ']])('wants a folder, not "%s"', async (dir) => {
    const { code, stdout, stderr } = await run(['demo', '--dir', dir]);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: 'rx-context-sync: --dir needs a folder\n',
    });
  });

  it('does not wait for what it stops, where it is told to stop twice', async () => {
    const folder = await folderWith({ 'a.txt': 'a' });
    // Its folder takes for ever to be removed.
    const before = `
      import fs from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      const { rm } = fs;
      fs.rm = (folder, ...rest) =>
        /-demo-\\w+$/.test(folder) ? new Promise((resolve) => setTimeout(resolve, 1e9)) : rm(folder, ...rest);
      syncBuiltinESMExports();
      process.once('SIGINT', () => process.stdout.write('heard'));`;
    const command = await startCommand(['demo', '--dir', folder], { before });
    await command.printed(/running · 0 of 1 tasks/);
    command.child.kill('SIGINT');
    expect(await command.printed(/heard/)).toBe(true);
    command.child.kill('SIGTERM');
    expect(await command.ended).toBe(143);
  });

  it.each([
    ['SIGINT during the upload', 130, /running · 0 of 1 tasks/, kill('SIGINT')],
    ['SIGINT during the download', 130, /Download[^]*running · /, kill('SIGINT')],
    ['SIGTERM', 143, /running · 0 of 1 tasks/, kill('SIGTERM')],
    ['SIGHUP', 129, /running · 0 of 1 tasks/, kill('SIGHUP')],
    ['an end of its output', 141, /running · 0 of 1 tasks/, (child: ChildProcess) => child.stdout?.destroy()],
  ])('stops at once and leaves nothing behind on %s', async (_, expected, moment, interrupt) => {
    const folder = await folderWith(
      Object.fromEntries(Array.from({ length: 1000 }, (_file, index) => [`${index}`, ''])),
    );
    const { code, stdout, stderr, left } = await run(['demo', '--dir', folder], moment, interrupt);
    expect({ code, left }).toEqual({ code: expected, left: [] });
    expect(stdout.match(/succeeded/g) ?? []).toHaveLength(moment.source.startsWith('Download') ? 1 : 0);
    expect(stderr).toMatch(/^(?:✖ .* \[FAILED: stopped\]\n)?$/);
    expect(stdout).not.toContain('match');
  });

  it('takes a relative folder from where npm was called, else from where it was started', async () => {
    await folderWith({ 'a.txt': 'a' });
    const elsewhere = await newFolder();
    for (const options of [{ npmFrom: scratch, cwd: elsewhere }, { cwd: scratch }]) {
      const { code, stdout } = await runCommand(['demo', '--dir', 'files'], options);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^download +1 +1 /m);
    }
  });

  it('syncs the sources of this project where no folder is given', async () => {
    const root = path.resolve(import.meta.dirname, '../..');
    const files = ['src', 'spec'].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
    ).length;
    const { code, stdout, stderr, left } = await run(['demo']);
    expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] });
    for (const [title, name] of [
      ['Upload: ', 'upload'],
      ['Download: ', 'download'],
    ] as const) {
      const [, polls, seconds] =
        new RegExp(`^${name} +${files} +\\d+ +(\\d+) +(\\d+)\\.\\d s +yes$`, 'm').exec(stdout) ?? [];
      const arrived = [...(stdout.split(title)[1] ?? '').matchAll(/running · .* · (\d+) of \d+ files · /g)].map(
        ([, one]) => Number(one),
      );
      // Files arrive one by one: that is shown. A line that says what the last one said is there once a second, at most.
      expect(arrived[0]).toBeLessThan(files);
      expect(Number(polls)).toBeGreaterThan(1);
      expect(arrived.length).toBeLessThanOrEqual(Number(seconds) + 3);
    }
    expect(stdout).toMatch(/running · .* · [1-9]\.\d s/);
  });

  it('tells that a sync failed, and goes no further', async () => {
    const folder = await folderWith({ 'a.txt': 'a' });
    const breakIt = (_: ChildProcess, temporary: string): void => {
      for (const name of readdirSync(temporary)) {
        const contexts = path.join(temporary, name, 'contexts');
        if (existsSync(contexts)) rmSync(contexts, { recursive: true });
      }
    };
    const { code, stdout, stderr } = await runCommand(['demo', '--dir', folder], { at: /running/, act: breakIt });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^rx-context-sync: 1 of 1 sync tasks failed: /m);
    expect(stdout).not.toMatch(/Start a second session|match/);
  });

  it('rewrites its lines where there is a terminal', async () => {
    const folder = await folderWith({ 'a.txt': 'a', 'deep/b.txt': 'bb' });
    const before = 'process.stdout.isTTY = true; process.stdout.columns = 200;';
    const { code, stdout, stderr, left } = await runCommand(['demo', '--dir', folder], { before });
    expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] });
    expect(stdout).toContain('\u001b[');
    // Each poll is shown, not only what changes.
    expect(stdout).toMatch(/pending|running · 0 of 1 tasks · 0 of 2 files · 1 poll · 0\.\d s/);
    expect(stdout).toMatch(/running · 0 of 1 tasks · 0 of 2 files · 2 polls · 0\.\d s/);
    expect(stdout).toMatch(/^download +2 +3 .* yes$/m);
  });

  it('says what it leaves out', async () => {
    const folder = await folderWith({ 'a.txt': 'a' });
    await symlink(path.join(folder, 'a.txt'), path.join(folder, 'link'));
    const { code, stdout } = await run(['demo', '--dir', folder]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 links and special files are left out\.\n/);
    expect(stdout).toMatch(/^download +1 +1 /m);
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
