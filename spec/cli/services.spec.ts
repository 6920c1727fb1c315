import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../../src/cli/contexts/filesBelow.js';
import { refuseTwice } from '../../src/cli/files/localFiles.js';
import { remoteName } from '../../src/cli/contexts/remoteName.js';
import type { AGB } from '../../src/index.js';
import { startCommand } from '../support/command.js';
import { runInProcess } from '../support/commandInProcess.js';
import { commandService, mountPath } from '../support/commandService.js';
import { newFolder } from '../support/newFolder.js';

const service = commandService();

const run = (args: readonly string[], name: 'AGB' | 'AGENTBAY' = 'AGB') =>
  runInProcess(args, service.environment(name));

const jsonIn = (stdout: string): readonly unknown[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('rx-context-sync info', () => {
  it('lists the tasks of a session, or some', async () => {
    const { session, context } = await service.newSession();
    await run(['sync', session, '--mode', 'upload']);
    const { code, stdout } = await run(['info', session]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^status {3}type {6}context +path +took\n/);
    expect(stdout).toMatch(new RegExp(`^Success {2}download {2}${context} {2}${mountPath} {2}\\d+ s$`, 'm'));
    const some = await run([
      'info',
      session,
      '--context',
      `${context}:${mountPath}`,
      '--task-type',
      'upload',
      '--json',
    ]);
    expect(jsonIn(some.stdout)).toMatchObject([{ success: true, contextStatusData: [{ taskType: 'upload' }] }]);
    expect(await run(['info', session, '--context', 'none'])).toMatchObject({ code: 0, stdout: 'no tasks\n' });
  });

  it('fails where there is no such session', async () => {
    expect(await run(['info', 's-none'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^rx-context-sync: .*found nothing/) as string,
    });
    const { code, stdout, stderr } = await run(['info', 's-none', '--json']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(jsonIn(stdout)).toMatchObject([{ success: false, error: { _tag: 'NotFound' } }]);
  });
});

describe('rx-context-sync watch', () => {
  it('tells the tasks each time they change, until it is stopped', async () => {
    const { session } = await service.newSession();
    const command = await startCommand(['watch', session, '--json'], { env: service.environment('AGB') });
    expect(await command.printed(/"download"/)).toBe(true);
    await run(['sync', session, '--mode', 'upload']);
    expect(await command.printed(/"upload"[^\n]*"Success"/)).toBe(true);
    command.child.kill('SIGINT');
    expect(await command.ended).toBe(130);
    expect(command.out.stderr).toBe('');
  });

  it('says when what it shows is out of date, and ends where it cannot go on', async () => {
    const { session } = await service.newSession();
    service.emulator().trouble({ operation: 'GetContextInfo', after: 1, times: 1, httpStatus: 502 });
    service.emulator().trouble({ operation: 'GetContextInfo', after: 3, times: 9, httpStatus: 403 });
    const { code, stdout, stderr } = await run(['watch', session]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d\nstatus .*\nSuccess .*\n\n/);
    expect(stdout).toMatch(/\nout of date: GetContextInfo .*502/);
    expect(stderr).toMatch(/^rx-context-sync: GetContextInfo .*403/);
  });
});

describe('rx-context-sync sessions', () => {
  it('lists all, or tells how some are', async () => {
    const [one, two] = [await service.newSession(), await service.newSession()];
    const all = await run(['sessions', '--json']);
    expect(jsonIn(all.stdout)).toEqual([one, two].map(({ session }) => ({ sessionId: session, status: 'RUNNING' })));
    expect(await run(['sessions', '--label', 'project=a'])).toMatchObject({ code: 0, stdout: '' });
    expect(await run(['sessions', one.session, '--keep-alive'])).toMatchObject({ code: 0 });
    service.emulator().verify('RefreshSessionIdleTime', 1, { fields: { sessionId: one.session } });
    const { code, stdout, stderr } = await run(['sessions', 's-none', two.session]);
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^id +status\n${two.session} {2}RUNNING\n$`));
    expect(stderr).toMatch(/^rx-context-sync: GetSessionInfo found nothing/);
  });
});

describe('rx-context-sync bind', () => {
  it('mounts contexts, and lists them', async () => {
    const { session } = await service.newSession('AGENTBAY');
    const { context: more } = await service.newSession('AGENTBAY', 'more');
    const bound = await run(['bind', session, `${more}:/tmp/a:b`], 'AGENTBAY');
    expect(bound).toMatchObject({ code: 0, stderr: '' });
    expect(bound.stdout).toMatch(/^s-\w+ \/tmp\/a:b: bound · \d+ polls? · \d+\.\d s$/m);
    expect((await run(['bind', session], 'AGENTBAY')).stdout).toMatch(
      new RegExp(`^${more} {2}more {2,}/tmp/a:b `, 'm'),
    );
    const { stdout } = await run(['bind', session, '--json'], 'AGENTBAY');
    expect(jsonIn(stdout)).toMatchObject([{ path: mountPath }, { path: '/tmp/a:b', contextId: more }]);
  });

  it('fails where there is no such context', async () => {
    const { session } = await service.newSession('AGENTBAY');
    expect(await run(['bind', session, 'SdkCtx-none:/d'], 'AGENTBAY')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/BindContexts found nothing/) as string,
    });
  });
});

describe('rx-context-sync delete', () => {
  it('deletes sessions, and with --sync only what was synced', async () => {
    const [one, two, three] = [await service.newSession(), await service.newSession(), await service.newSession()];
    expect(await run(['delete', one.session])).toMatchObject({ code: 0, stdout: `${one.session}: deleted\n` });
    expect(await run(['delete', two.session, '--sync'])).toMatchObject({
      code: 0,
      stdout: `${two.session}: deleted\n`,
    });
    service.emulator().trouble({ operation: 'task', taskError: 'no room' });
    const kept = await run(['delete', three.session, '--sync']);
    expect(kept).toMatchObject({
      code: 1,
      stdout: `${three.session}: kept\n`,
      stderr: expect.stringMatching(/1 of 1 sync tasks failed/) as string,
    });
    expect(jsonIn((await run(['sessions', '--json'])).stdout)).toMatchObject([{ sessionId: three.session }]);
    service.emulator().trouble({ operation: 'task', taskError: 'no room' });
    const { code, stdout } = await run(['delete', three.session, '--sync', '--even-if-unsynced', '--json']);
    expect(code).toBe(0);
    expect(jsonIn(stdout)).toMatchObject([{ sessionId: three.session, state: 'deleted', sync: { state: 'failed' } }]);
  });
});

describe('rx-context-sync contexts, files and clear', () => {
  it('lists contexts, finds one, and makes one', async () => {
    const { context } = await service.newSession();
    expect((await run(['contexts'])).stdout).toMatch(
      new RegExp(`^id +name +state +last used\n${context} {2}my-data {2}(?:available|in-use) `),
    );
    expect(await run(['contexts', 'other'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/GetContext found nothing/) as string,
    });
    expect(jsonIn((await run(['contexts', 'other', '--create', '--json'])).stdout)).toMatchObject([{ name: 'other' }]);
    expect(await run(['contexts', 'other'])).toMatchObject({ code: 0 });
  });

  it('clears contexts, which may take longer than it is waited for', async () => {
    const { session, context } = await service.newSession();
    await run(['sync', session, '--mode', 'upload']);
    expect((await run(['files', context, mountPath])).stdout).toMatch(/^\/home\/my-data\/a\.txt {2}file {2}1 /m);
    service.emulator().trouble({ operation: 'ClearContext', clearDelay: 60_000 });
    expect(await run(['clear', context, '--timeout', '50', '--settle-polls', '9'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/: clear was not seen to end within --timeout/) as string,
    });
    service.emulator().noTrouble();
    const { code, stdout } = await run(['clear', context]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${context}: available · \\d+ polls? · \\d+\\.\\d s$`, 'm'));
    expect(await run(['clear', 'SdkCtx-none'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/ClearContext found nothing/) as string,
    });
  });
});

const localFolder = async (): Promise<string> => {
  const folder = path.join(await newFolder(), 'things');
  mkdirSync(path.join(folder, 'deep'), { recursive: true });
  writeFileSync(path.join(folder, 'a b.txt'), 'a');
  writeFileSync(path.join(folder, 'deep', 'empty'), '');
  symlinkSync('/', path.join(folder, 'link'));
  return folder;
};

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

describe('rx-context-sync push and pull', () => {
  it('move files and folders to a context and back, as cp -r does', async () => {
    const { context } = await service.newSession();
    const folder = await localFolder();
    const pushed = await run(['push', context, folder, path.join(folder, 'a b.txt'), '--to', '/home/my-data']);
    expect(pushed).toMatchObject({ code: 0, stderr: '' });
    expect(pushed.stdout.trim().split('\n').sort()).toEqual([
      '/home/my-data/a b.txt: 1 B',
      '/home/my-data/things/a b.txt: 1 B',
      '/home/my-data/things/deep/empty: 0 B',
    ]);

    const target = path.join(await newFolder(), 'new');
    const pulled = await run(['pull', context, '/home/my-data/things/', '/home/my-data/a b.txt', '--to', target]);
    expect(pulled).toMatchObject({ code: 0, stderr: '' });
    expect(filesIn(target)).toEqual(['a b.txt', 'things', 'things/a b.txt', 'things/deep', 'things/deep/empty']);
    expect(readFileSync(path.join(target, 'things/a b.txt'), 'utf8')).toBe('a');
  });

  it('tell each snapshot as JSON', async () => {
    const { context } = await service.newSession();
    const { code, stdout } = await run(['push', context, 'package.json', '--to', '/d', '--json']);
    expect(code).toBe(0);
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as unknown;
    expect(last).toMatchObject({ contextId: context, path: '/d/package.json', done: true, success: true });
  });

  it('leave what was there where a file does not come whole', async () => {
    const { context } = await service.newSession();
    const target = await newFolder();
    writeFileSync(path.join(target, 'package.json'), 'old');
    await run(['push', context, 'package.json', '--to', '/d']);
    service.emulator().trouble({ operation: 'GetFile', connection: 'cut' });
    const { code, stdout, stderr } = await run(['pull', context, '/d/package.json', '--to', target]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '/d/package.json: failed\n' });
    expect(stderr).toMatch(/^rx-context-sync: \/d\/package\.json: downloadFile could not be done/);
    expect(filesIn(target)).toEqual(['package.json']);
    expect(readFileSync(path.join(target, 'package.json'), 'utf8')).toBe('old');
  });

  it('leave nothing of a file on its way where they are stopped', async () => {
    const { context } = await service.newSession();
    const target = await newFolder();
    await run(['push', context, 'package.json', '--to', '/d']);
    service.emulator().trouble({ operation: 'GetFile', connection: 'hang' });
    const env = service.environment('AGB');
    const command = await startCommand(['pull', context, '/d/package.json', '--to', target], { env });
    await service.emulator().waitFor('GetFile');
    command.child.kill('SIGINT');
    expect(await command.ended).toBe(130);
    expect(filesIn(target)).toEqual([]);
  });

  it.each([
    ['a file that is not there', '/d/none', /listFiles/],
    ['a folder without files', '/none/', /^rx-context-sync: there are no files in \/none\/$/m],
  ])('fail for %s', async (_, place, says) => {
    const { context } = await service.newSession();
    const target = await newFolder();
    expect(await run(['pull', context, place, '--to', target])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(says) as string,
    });
    expect(filesIn(target)).toEqual([]);
  });

  it.each([['..'], ['../a'], ['a/../../b'], [''], ['a\0b']])('write nothing outside of the folder: %j', (name) => {
    expect(() => remoteName(name)).toThrow(/would not be in the folder that it goes to/);
  });
});

describe.skipIf(process.platform === 'win32')('rx-context-sync push', () => {
  it('refuses what is neither a file nor a folder', async () => {
    const pipe = path.join(await newFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const place of [pipe, '/dev/zero'])
      expect(await run(['push', 'c', 'package.json', place, '--to', '/d'])).toEqual({
        code: 2,
        stdout: '',
        stderr: `rx-context-sync: cannot read all of ${place}: it is neither a file nor a folder\n`,
      });
    expect(service.emulator().journal.requests).toEqual([]);
  });
});

describe('rx-context-sync pull', () => {
  it('fails the file alone that has no place here', async () => {
    const { context } = await service.newSession();
    const [source, target] = [await newFolder(), await newFolder()];
    const long = 'n'.repeat(250);
    for (const name of ['a', 'folder', 'z', long]) writeFileSync(path.join(source, name), name);
    await run(['push', context, ...readdirSync(source).map((name) => path.join(source, name)), '--to', '/d']);
    mkdirSync(path.join(target, 'd', 'folder'), { recursive: true });
    writeFileSync(path.join(target, 'd', 'folder', 'kept'), '');
    const { code, stdout, stderr } = await run(['pull', context, '/d/', '--to', target]);
    expect(code).toBe(1);
    expect(stdout.trim().split('\n').sort()).toEqual(
      ['/d/a: 1 B', '/d/folder: failed', '/d/z: 1 B', `/d/${'n'.repeat(76)}…: 250 B`].sort(),
    );
    expect(stderr).toMatch(/^rx-context-sync: \/d\/folder: .*EISDIR/);
    expect(filesIn(path.join(target, 'd'))).toEqual(['a', 'folder', 'folder/kept', long, 'z']);
  });
});

describe('rx-context-sync push of nothing', () => {
  it('says that there is nothing to send', async () => {
    const folder = await newFolder();
    expect(await run(['push', 'c', folder, '--to', '/d'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `rx-context-sync: there is nothing to send in ${folder}\n`,
    });
  });
});

describe('a list', () => {
  it('whose folder lists itself, or what it is in, is followed once', async () => {
    const folder = (filePath: string) => ({ filePath, fileType: 'folder' });
    const lists: Readonly<Record<string, readonly { readonly filePath: string; readonly fileType: string }[]>> = {
      '/d': [folder('/d/'), folder('/d/e'), { filePath: '/d/a', fileType: 'file' }],
      '/d/e': [folder('/d'), folder('/d/e'), { filePath: '/d/e/b', fileType: 'file' }],
    };
    const asked: string[] = [];
    const listFiles$ = (_: string, place: string) => {
      asked.push(place);
      if (asked.length > 9) throw new Error('asked for ever');
      return from((lists[place] ?? []).map((file) => ({ success: true, file })));
    };
    const client = { context: { listFiles$ } } as unknown as AGB;
    expect(await lastValueFrom(filesBelow(client, 'c', '/d').pipe(toArray()))).toEqual(['/d/e/b', '/d/a']);
    expect(asked).toEqual(['/d', '/d/e']);
  });
});

describe('what somebody else named', () => {
  it.each([
    [['pull', 'c', '/a/\u001b[31mx', '/b/\u001b[31mx'], 'two of the files would be \ufffd[31mx'],
    [['follow', '/none/\u001b[31m'], 'a handle cannot be read: ENOENT'],
  ])('does not steer the terminal: %j', async (args, says) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('\u001b');
  });

  // For the square of their number this would take minutes.
  it('may be many files', { timeout: 60_000 }, () => {
    const names = Array.from({ length: 80_000 }, (_, index) => `a long name of a file ${index}`);
    refuseTwice(names);
    expect(() => {
      refuseTwice([...names, 'a long name of a file 7']);
    }).toThrow('two of the files would be a long name of a file 7');
  });
});
