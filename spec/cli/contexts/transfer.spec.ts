import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { remoteName } from '../../../src/cli/contexts/remoteName.js';
import { startCommand } from '../../support/command.js';
import { runInProcess } from '../../support/commandInProcess.js';
import { commandService } from '../../support/commandService.js';
import { newFolder } from '../../support/newFolder.js';

const service = commandService();

const run = (args: readonly string[]) => runInProcess(args, service.environment('AGB'));

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
