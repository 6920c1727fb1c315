import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshotFromJSON } from '../../src/index.js';
import { startCommand } from '../support/command.js';
import { runInProcess } from '../support/commandInProcess.js';
import { commandService, mountPath } from '../support/commandService.js';
import { newFolder } from '../support/newFolder.js';

const service = commandService();

const run = (args: readonly string[], name: 'AGB' | 'AGENTBAY' = 'AGB') =>
  runInProcess(args, service.environment(name));

/** The command with its stdin. */
const runWith = async (input: string, args: readonly string[]) => {
  const { child, ended, out } = await startCommand(args, { env: service.environment('AGB') });
  child.stdin.end(input);
  const code = await ended;
  return { code, ...out };
};

const handleIn = (stdout: string): string => stdout.split('\n').find((line) => line.startsWith('{"version":1')) ?? '';

describe('rx-context-sync sync', () => {
  it.each(['AGB', 'AGENTBAY'] as const)(
    'syncs a session of the service that has a key, in plain lines: %s',
    async (name) => {
      const { session, context } = await service.newSession(name);
      const { code, stdout, stderr } = await run(['sync', session, '--mode', 'upload'], name);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(
        new RegExp(`^upload ${session}: succeeded · 1 of 1 tasks · \\d+ polls? · \\d+\\.\\d s$`, 'm'),
      );
      expect(stdout).not.toMatch(/[█#]/);
      const file = path.join(service.emulator().contextFolder(context, mountPath), 'a.txt');
      expect(readFileSync(file, 'utf8')).toBe('a');
    },
  );

  it('syncs several at once, each with each context, and tells each snapshot as JSON', async () => {
    const [one, two] = [await service.newSession(), await service.newSession()];
    const args = ['sync', one.session, two.session, '--context', `${one.context}:${mountPath}`, '--json'];
    const { code, stdout, stderr } = await run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const snapshots = stdout
      .trim()
      .split('\n')
      .map((line) => snapshotFromJSON(JSON.parse(line)));
    const ends = snapshots.filter(({ done }) => done);
    expect(ends.map(({ state, handle }) => [state, handle.sessionId, handle.contextId]).sort()).toEqual(
      [one, two].map(({ session }) => ['succeeded', session, one.context]).sort(),
    );
  });

  it('fails where a task fails, and goes on with the others', async () => {
    const [one, two] = [await service.newSession(), await service.newSession()];
    service.emulator().trouble({ operation: 'task', sessionId: one.session, taskError: 'no \u001b[31m room' });
    const { code, stdout, stderr } = await run(['sync', one.session, two.session, '--mode', 'upload']);
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^upload ${one.session}: failed · 1 of 1 tasks, 1 failed · `, 'm'));
    expect(stdout).toMatch(new RegExp(`^upload ${two.session}: succeeded · `, 'm'));
    expect(stderr).toMatch(
      new RegExp(`^rx-context-sync: upload ${one.session}: 1 of 1 sync tasks failed: .*no .*room`),
    );
    expect(stderr).not.toContain('\u001b');
    expect(stderr).not.toMatch(/follow/);
  });

  it('fails where nothing was triggered', async () => {
    const { code, stdout, stderr } = await run(['sync', 's-none']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^s-none: failed · /);
    expect(stderr).toMatch(/^rx-context-sync: s-none: GetContextInfo found nothing: /);
  });

  it('does not know what it did not see, and prints what follows it', async () => {
    const held = await service.newSession();
    service.hold(held);
    const { code, stdout, stderr } = await run(['sync', held.session, '--mode', 'upload', '--max-retries', '2']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^upload s-\w+: unconfirmed · 0 of 1 tasks · 2 polls/m);
    expect(stderr).toMatch(/: unconfirmed: sync was not seen to end within --max-retries \(2 polls\)/);
    expect(stderr).toMatch(/^The service may go on: this, given to rx-context-sync follow, tells how it ends\.$/m);

    service.emulator().noTrouble();
    const followed = await runWith(handleIn(stdout), ['follow']);
    expect(followed).toMatchObject({ code: 0, stderr: '' });
    expect(followed.stdout).toMatch(/^upload s-\w+: succeeded · 1 of 1 tasks/m);
    service.emulator().verify('SyncContext', 1);
  });

  it('shows what goes wrong on the way, and goes on', async () => {
    const { session } = await service.newSession();
    service.emulator().trouble({ operation: 'GetContextInfo', after: 1, times: 2, httpStatus: 502 });
    const { code, stdout } = await run(['sync', session, '--mode', 'upload']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^upload s-\w+: pending · 0 of 0 tasks · 1 poll · \d+\.\d s · GetContextInfo .*502/m);
  });

  it('stops at once by a signal, prints what follows it, and asks the service no more', async () => {
    const held = await service.newSession();
    service.hold(held);
    const command = await startCommand(['sync', held.session], { env: service.environment('AGB') });
    await command.printed(/running · 0 of 1 tasks/);
    command.child.kill('SIGINT');
    expect(await command.ended).toBe(130);
    const { requests } = service.emulator().journal;
    const asked = requests.length;
    expect(JSON.parse(handleIn(command.out.stdout))).toMatchObject({ sessionId: held.session, accepted: true });
    expect(command.out.stderr).toMatch(/^The service may go on/);
    service.emulator().noTrouble();
    expect(await run(['follow', handleIn(command.out.stdout)])).toMatchObject({ code: 0 });
    expect(
      service
        .emulator()
        .journal.requests.slice(asked)
        .map(({ operation }) => operation),
    ).not.toContain('SyncContext');
  });

  it('prints what follows it from the trigger on, before a poll is answered', async () => {
    const { session } = await service.newSession();
    service.emulator().trouble({ operation: 'GetContextInfo', after: 1, connection: 'hang' });
    const before = service.emulator().journal.requests.length;
    const command = await startCommand(['sync', session], { env: service.environment('AGB') });
    const asked = (): readonly string[] =>
      service
        .emulator()
        .journal.requests.slice(before)
        .map(({ operation }) => operation);
    await expect.poll(asked).toEqual(['GetContextInfo', 'SyncContext', 'GetContextInfo']);
    command.child.kill('SIGINT');
    expect(await command.ended).toBe(130);
    expect(JSON.parse(handleIn(command.out.stdout))).toMatchObject({ sessionId: session, accepted: true });
    expect(command.out.stderr).toMatch(/^The service may go on/);
  });

  it('says that nobody knows where it is stopped before the service answers', async () => {
    const { session } = await service.newSession();
    service.emulator().trouble({ operation: 'SyncContext', connection: 'hang' });
    const command = await startCommand(['sync', session], { env: service.environment('AGB') });
    await service.emulator().waitFor('SyncContext');
    command.child.kill('SIGINT');
    expect(await command.ended).toBe(130);
    expect(command.out).toEqual({
      stdout: '',
      stderr: 'Stopped before the service had answered: whether it syncs, rx-context-sync info tells.\n',
    });
  });

  it('keeps what follows it in a file, from the first poll on', async () => {
    const held = await service.newSession();
    service.hold(held);
    const file = path.join(await newFolder(), 'handle.json');
    const command = await startCommand(['sync', held.session, '--handle', file], { env: service.environment('AGB') });
    await command.printed(/running · 0 of 1 tasks/);
    command.child.kill('SIGKILL');
    await command.ended;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ sessionId: held.session, accepted: true });
    service.emulator().noTrouble();
    expect(await run(['follow', file, '--service', 'agb'])).toMatchObject({ code: 0 });
  });
});

describe('rx-context-sync sync --handle', () => {
  it('goes on where the file cannot be kept any more, and prints what was to be in it', async () => {
    const held = await service.newSession();
    service.hold(held);
    const folder = path.join(await newFolder(), 'kept');
    mkdirSync(folder);
    const args = [
      'sync',
      held.session,
      '--mode',
      'upload',
      '--handle',
      path.join(folder, 'h'),
      '--max-retries',
      '9999',
    ];
    rmSync(folder, { recursive: true });
    const missing = await run(args);
    expect(missing.code).toBe(2);
    mkdirSync(folder);
    const running = run(args);
    await expect.poll(() => existsSync(path.join(folder, 'h'))).toBe(true);
    rmSync(folder, { recursive: true });
    service.emulator().noTrouble();
    const { code, stderr } = await running;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^rx-context-sync: --handle could not be kept: ENOENT/);
  });
});

describe('the file of --handle', () => {
  it.skipIf(process.platform === 'win32').each(['start', 'sync', 'follow'])(
    'takes the place of nothing that is no file, and nothing is sent: %s',
    async (command) => {
      const { session } = await service.newSession();
      const { stdout } = await run(['start', session]);
      const folder = await newFolder();
      const [pipe, link] = ['pipe', 'link'].map((name) => path.join(folder, name)) as [string, string];
      execFileSync('mkfifo', [pipe]);
      symlinkSync('pipe', link);
      const asked = service.emulator().journal.requests.length;
      for (const file of [pipe, link]) {
        const result = await run([command, command === 'follow' ? handleIn(stdout) : session, '--handle', file]);
        expect(result).toMatchObject({ code: 2, stdout: '' });
        expect(result.stderr).toBe(`rx-context-sync: --handle ${file} cannot be written: it is no regular file\n`);
      }
      expect(statSync(pipe).isFIFO()).toBe(true);
      expect(service.emulator().journal.requests.slice(asked)).toEqual([]);
    },
  );

  it.skipIf(process.platform === 'win32')('keeps its mode, and a link to it stays one', async () => {
    const { session } = await service.newSession();
    const folder = await newFolder();
    const [file, link] = [path.join(folder, 'file'), path.join(folder, 'link')];
    writeFileSync(file, '');
    chmodSync(file, 0o666);
    symlinkSync('file', link);
    expect(await run(['start', session, '--handle', link])).toMatchObject({ code: 0 });
    expect(readlinkSync(link)).toBe('file');
    expect(statSync(file).mode & 0o777).toBe(0o666);
    expect(readFileSync(file, 'utf8')).toContain(session);
    expect(readdirSync(folder).sort()).toEqual(['file', 'link']);
  });

  it('loses none of the handles that are followed from it, of which some are not answered for yet', async () => {
    const [one, two] = [await service.newSession(), await service.newSession()];
    service.hold(one);
    const file = path.join(await newFolder(), 'handles');
    expect(await run(['start', one.session, two.session, '--mode', 'upload', '--handle', file])).toMatchObject({
      code: 0,
    });
    service.emulator().trouble({ operation: 'GetContextInfo', sessionId: two.session, connection: 'hang' });
    const command = await startCommand(['follow', file, '--handle', file], { env: service.environment('AGB') });
    await command.printed(/running · 0 of 1 tasks/);
    command.child.kill('SIGKILL');
    await command.ended;
    const kept = readFileSync(file, 'utf8').trim().split('\n');
    expect(kept.map((line) => (JSON.parse(line) as { sessionId: string }).sessionId).sort()).toEqual(
      [one.session, two.session].sort(),
    );
  });
});

describe('rx-context-sync start', () => {
  it('prints what follow takes, and does not wait', async () => {
    const held = await service.newSession();
    service.hold(held);
    const file = path.join(await newFolder(), 'handle.json');
    const { code, stdout, stderr } = await run(['start', held.session, '--mode', 'upload', '--handle', file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe(stdout);
    service.emulator().noTrouble();
    expect(await run(['follow', file, '--json'])).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['was refused', { operation: 'SyncContext', httpStatus: 403 }, 1, ''],
    ['may have arrived', { operation: 'SyncContext', connection: 'reset' }, 3, '{"version":1'],
  ] as const)('tells of one that %s', async (_, trouble, expected, printed) => {
    const { session } = await service.newSession();
    service.emulator().trouble(trouble);
    const { code, stdout, stderr } = await run(['start', session]);
    expect(code).toBe(expected);
    expect(stdout.slice(0, 12)).toBe(printed);
    expect(stderr).toMatch(expected === 3 ? /^rx-context-sync: s-\w+: unconfirmed: / : /^rx-context-sync: s-\w+: /);
  });

  it('tells its result as JSON', async () => {
    const { session } = await service.newSession();
    const { code, stdout } = await run(['start', session, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ success: true, handle: { sessionId: session } });
  });
});

describe('rx-context-sync follow', () => {
  it('takes the snapshots of a sync in place of its handle, the last of which counts', async () => {
    const { session } = await service.newSession();
    const { stdout } = await run(['sync', session, '--json']);
    const followed = await runWith(stdout, ['follow', '-', '--json']);
    expect(followed.code).toBe(0);
    const snapshots = followed.stdout
      .trim()
      .split('\n')
      .map((line) => snapshotFromJSON(JSON.parse(line)));
    expect(snapshots.filter(({ done }) => done)).toHaveLength(1);
  });

  it('ends with 1 where a task had failed', async () => {
    const { session } = await service.newSession();
    service.emulator().trouble({ operation: 'task', taskError: 'no room' });
    const { stdout } = await run(['start', session, '--mode', 'upload']);
    expect(await run(['follow', handleIn(stdout)])).toMatchObject({ code: 1 });
  });
});
