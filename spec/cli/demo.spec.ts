import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCommand, startCommand } from '../support/command.js';
import { newFolder } from '../support/newFolder.js';

let scratch = '';

beforeEach(async () => {
  scratch = await newFolder();
});

/** Loaded before the command: a sync task begins when it is let, not when the 300 ms of the demonstration have passed. */
const held = `
  import timers from 'node:timers/promises';
  import { syncBuiltinESMExports } from 'node:module';
  const { setTimeout } = timers;
  const waiting = [];
  process.on('SIGCONT', () => waiting.shift()());
  timers.setTimeout = (milliseconds, value, options) => {
    if (milliseconds !== 300) return setTimeout(milliseconds, value, options);
    const isLet = new Promise((resolve) => waiting.push(resolve));
    return Promise.race([isLet, setTimeout(1e9, value, options)]);
  };
  syncBuiltinESMExports();`;

type Running = Awaited<ReturnType<typeof startCommand>>;

const letGo = ({ child }: Running): void => {
  child.kill('SIGCONT');
};

/** Runs the built command, and does something while its uploading task waits, and while its downloading one does. */
const run = async (args: readonly string[], { uploading = letGo, downloading = letGo } = {}) => {
  const command = await startCommand(args, { before: held });
  if (await command.printed(/Upload: [^]*running · 0 of 1 tasks/)) uploading(command);
  if (await command.printed(/Download: [^]*running · 0 of 1 tasks/)) downloading(command);
  const code = await command.ended;
  return { code, ...command.out, left: command.left() };
};

const kill =
  (signal: NodeJS.Signals) =>
  ({ child }: Running): void => {
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
    expect(stdout).toMatch(/^upload +3 +3 +\d+ +\d+\.\d s +yes$/m);
    expect(stdout).toMatch(/^download +3 +3 +\d+ +\d+\.\d s +yes$/m);
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
      const { rename } = fs;
      fs.rename = (folder, ...rest) =>
        /rx-context-sync-\\w+$/.test(folder) ? new Promise(() => setInterval(() => undefined, 1e9)) : rename(folder, ...rest);
      syncBuiltinESMExports();
      process.once('SIGINT', () => process.stdout.write('heard'));`;
    const command = await startCommand(['demo', '--dir', folder], { before: `${held}${before}` });
    await command.printed(/running · 0 of 1 tasks/);
    command.child.kill('SIGINT');
    expect(await command.printed(/heard/)).toBe(true);
    command.child.kill('SIGTERM');
    expect([await command.ended, command.child.signalCode]).toEqual([null, 'SIGTERM']);
  });

  it('says what it does where its files take long to be removed', async () => {
    const folder = await folderWith({ 'a.txt': 'a' });
    const before = `
      import fs from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      const { rename } = fs;
      fs.rename = async (folder, ...rest) => {
        if (!/rx-context-sync-\\w+$/.test(folder)) return rename(folder, ...rest);
        const { write } = process.stdout;
        const alive = setInterval(() => undefined, 1000);
        await new Promise((resolve) => {
          process.stdout.write = (text, ...more) => {
            if (/Removing/.test(text)) resolve();
            return write.call(process.stdout, text, ...more);
          };
        });
        clearInterval(alive);
        return rename(folder, ...rest);
      };
      syncBuiltinESMExports();`;
    const { code, stdout, left } = await runCommand(['demo', '--dir', folder], { before });
    expect({ code, left }).toEqual({ code: 0, left: [] });
    expect(stdout).toMatch(/match\n[^]*\nRemoving the temporary files\.\n$/);
  });

  it.each([
    ['SIGINT during the upload', 130, { uploading: kill('SIGINT') }],
    ['SIGINT during the download', 130, { downloading: kill('SIGINT') }],
    ['SIGTERM', 143, { uploading: kill('SIGTERM') }],
    ['SIGHUP', 129, { uploading: kill('SIGHUP') }],
    ['an end of its output', 141, { uploading: ({ child }: Running) => void child.stdout.destroy() }],
  ])('stops at once and leaves nothing behind on %s', async (_, expected, during) => {
    const folder = await folderWith({ 'a.txt': 'a' });
    const { code, stdout, stderr, left } = await run(['demo', '--dir', folder], during);
    expect({ code, left }).toEqual({ code: expected, left: [] });
    expect(stdout.match(/succeeded/g) ?? []).toHaveLength('downloading' in during ? 1 : 0);
    expect(stderr).toMatch(/^(?:✖ .* \[FAILED: stopped\]\n)?$/);
    expect(stdout).not.toContain('match');
  });

  it.each([
    ['copying', 'copyFileSync'],
    ['comparing', 'readFileSync'],
  ])('stops at the file that it is %s', async (_, call) => {
    const names = Array.from({ length: 20 }, (_, index) => `${index}.txt`);
    const folder = await folderWith(Object.fromEntries(names.map((name) => [name, 'a'])));
    // It is stopped at the first file that is looked at; each takes as long as the thread is held, and is told.
    const before = `
      import fs from 'node:fs';
      import path from 'node:path';
      import { syncBuiltinESMExports } from 'node:module';
      const { ${call} } = fs;
      let now = 0;
      fs.${call} = (...args) => {
        if (/^\\d+\\.txt$/.test(path.basename(String(args[0])))) {
          process.stdout.write('looked at one\\n');
          if (now === 0) process.kill(process.pid, 'SIGINT');
          now ||= 1e9;
          performance.now = () => (now += 60);
        }
        return ${call}(...args);
      };
      syncBuiltinESMExports();`;
    const { code, stdout, left } = await runCommand(['demo', '--dir', folder], { before });
    expect({ code, left }).toEqual({ code: 130, left: [] });
    const looks = stdout.match(/looked at one/g)?.length;
    expect(looks).toBeGreaterThanOrEqual(1);
    expect(looks).toBeLessThan(5);
  });

  it('shows how far it is while it copies, and while it compares', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `${index}.txt`);
    const folder = await folderWith(Object.fromEntries(names.map((name) => [name, 'a'])));
    // Each file that is copied or read takes more than the second after which a line stays where there is no terminal.
    const before = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { now } = performance;
      let late = 0;
      performance.now = () => now.call(performance) + late;
      for (const call of ['copyFileSync', 'readFileSync']) {
        const original = fs[call];
        fs[call] = (...args) => {
          if (/\\d\\.txt$/.test(String(args[0]))) late += 1100;
          return original(...args);
        };
      }
      syncBuiltinESMExports();`;
    const { code, stdout } = await runCommand(['demo', '--dir', folder], { before });
    expect(code).toBe(0);
    const shown = (of: number): readonly string[] => stdout.match(new RegExp(`^› \\d+ of ${of} files$`, 'gm')) ?? [];
    expect(shown(20)).toEqual(names.map((_, index) => `› ${index + 1} of 20 files`));
    expect(shown(60)).toEqual(Array.from({ length: 60 }, (_, index) => `› ${index + 1} of 60 files`));
  });

  it('takes a relative folder from where it was started, and `npm start` from where npm was called', async () => {
    await folderWith({ 'a.txt': 'a' });
    const [elsewhere, root] = [await newFolder(), path.resolve(import.meta.dirname, '../..')];
    for (const options of [{ npmFrom: scratch, cwd: root }, { npmFrom: elsewhere, cwd: scratch }, { cwd: scratch }]) {
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
    expect(stdout).toMatch(/running · .* · [1-9]\d*\.\d s/);
  });

  it('tells that a sync failed, and goes no further', async () => {
    const folder = await folderWith({ 'a.txt': 'a' });
    const breakIt = (command: Running): void => {
      for (const name of command.left()) {
        const contexts = path.join(command.temporary, name, 'contexts');
        if (existsSync(contexts)) rmSync(contexts, { recursive: true });
      }
      letGo(command);
    };
    const { code, stdout, stderr } = await run(['demo', '--dir', folder], { uploading: breakIt });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^rx-context-sync: 1 of 1 sync tasks failed: /m);
    expect(stdout).not.toMatch(/Start a second session|match/);
  });

  it('rewrites its lines where there is a terminal', async () => {
    const folder = await folderWith({ 'a.txt': 'a', 'deep/b.txt': 'bb' });
    const before = `${held}process.stdout.isTTY = true; process.stdout.columns = 200;`;
    const command = await startCommand(['demo', '--dir', folder], { before });
    // Each poll is shown, not only what changes.
    for (const task of ['Upload', 'Download']) {
      const done = task === 'Upload' ? '' : '✔ Upload[^]*';
      await command.printed(new RegExp(`${done}running · 0 of 1 tasks · 0 of 2 files · 2 polls · \\d+\\.\\d s`));
      letGo(command);
    }
    const code = await command.ended;
    const { stdout, stderr } = command.out;
    expect({ code, stderr, left: command.left() }).toEqual({ code: 0, stderr: '', left: [] });
    expect(stdout).toContain('\u001b[');
    expect(stdout).toMatch(/running · 0 of 1 tasks · 0 of 2 files · 2 polls · \d+\.\d s/);
    expect(stdout).toMatch(/^download +2 +3 .* yes$/m);
  });

  it('keeps a line for what it shows where the terminal is narrow', async () => {
    const folder = await folderWith({ 'a.txt': 'a', 'deep/b.txt': 'bb' });
    const before = 'process.stdout.isTTY = true; process.stdout.columns = 60;';
    const { code, stdout } = await runCommand(['demo', '--dir', folder], { before });
    expect(code).toBe(0);
    const shown = stdout.match(/(?:running|succeeded) · [^\r\n]*/g) ?? [];
    expect(shown).toContainEqual(expect.stringMatching(/^succeeded · 1 of 1 tasks · 2 of 2 files · \d+\.\d s$/));
    expect(shown.filter((line) => line.length > 54)).toEqual([]);
  });

  it('prints plain lines where the terminal does not know how wide it is', async () => {
    const folder = await folderWith({ 'a.txt': 'a' });
    const before = 'process.stdout.isTTY = true; process.stdout.columns = 0;';
    const { code, stdout } = await runCommand(['demo', '--dir', folder], { before });
    expect(code).toBe(0);
    expect(stdout.match(/succeeded · 1 of 1 tasks · 1 of 1 files · \d+ polls? · \d+\.\d s\n/g)).toHaveLength(2);
    expect(stdout).not.toContain('\u001b');
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
    const change = (command: Running): void => {
      writeFileSync(path.join(folder, 'b.txt'), 'changed');
      letGo(command);
    };
    const { code, stdout } = await run(['demo', '--dir', folder], { uploading: change });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^upload .* NO$/m);
    expect(stdout).toMatch(/^download .* NO$/m);
    expect(stdout).toContain('differs: b.txt');
    expect(stdout).not.toContain('differs: a.txt');
  });
});
