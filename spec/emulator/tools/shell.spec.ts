import { existsSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AGB, unwrap } from '../../../src/index.js';
import { mountPath, writeFiles } from '../../support/emulated.js';
import { isAlive } from '../../support/isAlive.js';
import { newFolder } from '../../support/newFolder.js';
import { readFiles } from '../../support/readFiles.js';
import { services } from '../../support/services.js';
import { toolWorld, type CallTool } from '../../support/sessionTools.js';

interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit_code: number;
  readonly traceId: string;
}

const allowed = { allowShell: true };
const patient = { timeout_ms: 60_000 };

const run = async (call: CallTool, command: string, more: object = {}): Promise<Output> => {
  const { isError, text } = await call('shell', { command, ...patient, ...more });
  expect([isError, text]).toEqual([false, text]);
  return JSON.parse(text) as Output;
};

/** A command that leaves processes behind, one of them as daemons are, and one that never writes its output. */
const lingering = 'sleep 600 & echo $! >> pids; setsid sleep 601 & echo $! >> pids; echo $$ >> pids';

const pidsIn = (folder: string): readonly number[] => {
  const file = path.join(folder, 'pids');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
};

/** Waits until a command has told its processes, then until they are gone. */
const begun = (folder: string) => expect.poll(() => pidsIn(folder).length).toBe(3);
const gone = (pids: readonly number[]) => expect.poll(() => pids.filter(isAlive)).toEqual([]);

it.each(['reset', 'close'] as const)('a command ends with the scope of its session: %s', async (end) => {
  const { call, emulator } = await toolWorld(allowed);
  const scope = emulator.scope();
  const agb = new AGB({ apiKey: scope.apiKey, endpoint: scope.url });
  const { sessionId } = unwrap(await agb.create({ imageId: 'i' })).session;
  const folder = path.dirname(scope.sessionFolder(sessionId, '/x'));
  call('shell', { command: `${lingering}; wait`, ...patient }, { sessionId, key: scope.apiKey }).catch(() => undefined);
  await begun(folder);
  const pids = pidsIn(folder);
  await scope[end]();
  await gone(pids);
});

describe.each(services)('the shell of a session, as clients of $name call it', (service) => {
  it('is refused where the emulator was not told to allow it', async () => {
    const { call, folder } = await toolWorld({}, service);
    const answer = await call('shell', { command: 'touch made' });
    expect(answer).toMatchObject({ status: 200, success: true, isError: true });
    expect(answer.text).toContain('`allowShell: true`, or --allow-shell');
    expect(existsSync(path.join(folder, 'made'))).toBe(false);
  });

  it('runs a command, and tells what it wrote and how it ended', async () => {
    const { call, emulator, session } = await toolWorld(allowed, service);
    const output = await run(call, 'echo out; echo err >&2; exit 3');
    expect(output).toEqual({ stdout: 'out\n', stderr: 'err\n', exit_code: 3, traceId: output.traceId });
    expect(output.traceId).not.toBe('');
    expect(await run(call, 'kill -9 $$')).toMatchObject({ exit_code: 137 });
    expect(await run(call, 'no-such-command')).toMatchObject({ exit_code: 127 });
    const root = path.dirname(emulator.sessionFolder(session.sessionId, '/x'));
    expect(await run(call, 'pwd; echo $HOME')).toMatchObject({ stdout: `${root}\n${root}\n` });
  });
});

describe('a command', () => {
  it('begins in a folder of the session', async () => {
    const { agb, folder } = await toolWorld(allowed);
    await writeFiles(folder, { 'd/f': 'own' });
    expect(await run(agb, 'cat f', { cwd: `${mountPath}/d` })).toMatchObject({ stdout: 'own' });
    expect(await run(agb, 'echo new > g', { cwd: mountPath })).toMatchObject({ exit_code: 0 });
    expect(readFileSync(path.join(folder, 'g'), 'utf8')).toBe('new\n');
    const elsewhere = await newFolder();
    await symlink(elsewhere, path.join(folder, 'out'));
    for (const cwd of ['..', `${mountPath}/out`, `${mountPath}/none`, `${mountPath}/d/f`, '/etc', '/a\0b', 5]) {
      expect(await agb('shell', { command: 'touch made', cwd })).toMatchObject({ isError: true });
    }
    expect(existsSync(path.join(elsewhere, 'made'))).toBe(false);
  });

  it('has nothing of the environment but what it needs, and what it is given', async () => {
    vi.stubEnv('AGB_API_KEY', 'secret');
    const { agb } = await toolWorld(allowed);
    const { stdout } = await run(agb, 'env', { envs: { MINE: 'a b', HOME: '/x' } });
    vi.unstubAllEnvs();
    const variables = Object.fromEntries(stdout.split('\n').map((line) => line.split('=') as [string, string]));
    expect(variables).toMatchObject({ MINE: 'a b', HOME: '/x', PATH: process.env['PATH'] });
    const names = Object.keys(variables).filter((name) => !['', '_', 'PWD', 'SHLVL', 'OLDPWD'].includes(name));
    expect(names.sort()).toEqual(['HOME', 'MINE', 'PATH', 'RX_CONTEXT_SYNC_COMMAND']);
    expect(await agb('shell', { command: 'env', envs: { 'A=B': 'c' } })).toMatchObject({ isError: true });
    expect(await agb('shell', { command: 'env', envs: { A: 5 } })).toMatchObject({ isError: true });
    expect(await agb('shell', { command: 'echo \0' })).toMatchObject({ isError: true });
    expect(await agb('shell', {})).toMatchObject({ isError: true, text: '`command` is missing' });
  });

  it('is killed with what it started when its time is over', async () => {
    const { agb, folder } = await toolWorld(allowed);
    const output = await run(agb, `echo before; ${lingering}; sleep 62`, { cwd: mountPath, timeout_ms: 700 });
    expect(output).toMatchObject({ stdout: 'before\n', exit_code: 124 });
    expect(output.stderr).toBe('The command was killed: it took longer than 700 ms (`timeout_ms`).');
    expect(pidsIn(folder)).toHaveLength(3);
    await gone(pidsIn(folder));
  });

  it('takes what it left running with it', async () => {
    const { agb, folder } = await toolWorld(allowed);
    expect(await run(agb, `${lingering}; echo end`, { cwd: mountPath })).toMatchObject({
      stdout: 'end\n',
      exit_code: 0,
    });
    expect(pidsIn(folder)).toHaveLength(3);
    await gone(pidsIn(folder));
  });

  it('writes as much as it likes, and the beginning is told', async () => {
    const { agb } = await toolWorld(allowed);
    const { stdout, stderr, exit_code: code } = await run(agb, 'yes out | head -c 3000000; yes err | head -c 9 >&2');
    expect([code, stderr]).toEqual([0, 'err\nerr\ne']);
    expect(stdout.startsWith('out\nout\n')).toBe(true);
    expect(stdout.slice(1 << 20)).toBe(`\n[${3_000_000 - (1 << 20)} more bytes were left out]`);
  });

  it('ends with its session, before its files are uploaded', async () => {
    const { agb, client, session, context, folder } = await toolWorld(allowed);
    const writing = 'while true; do date > f; done';
    const running = agb('shell', { command: `date > f; ${lingering}; ${writing}`, cwd: mountPath, ...patient });
    await begun(folder);
    const pids = pidsIn(folder);
    unwrap(await client.delete(session, { retryInterval: 20 }));
    expect(await running).toMatchObject({ status: 400, success: false, code: 'InvalidMcpSession.State' });
    await gone(pids);
    expect(unwrap(await client.context.listFiles(context.id, mountPath)).files.map(({ fileName }) => fileName)).toEqual(
      expect.arrayContaining(['f', 'pids']),
    );
  });

  it.each(['close', 'reset'] as const)('ends where the emulator is told to %s', async (how) => {
    const { agb, emulator, folder } = await toolWorld(allowed);
    const running = agb('shell', { command: `${lingering}; sleep 63`, cwd: mountPath, ...patient }).catch(
      () => undefined,
    );
    await begun(folder);
    const pids = pidsIn(folder);
    await emulator[how]();
    await gone(pids);
    const answer = await running;
    if (how === 'reset') expect(answer).toMatchObject({ status: 503, code: 'ServiceUnavailable' });
  });

  it('is one of many that run at once', async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warn);
    onTestFinished(() => void process.off('warning', warn));
    const { agb, folder } = await toolWorld(allowed);
    const command = 'touch $N; until [ "$(ls | wc -l)" = 15 ]; do sleep 0.05; done; echo $N';
    const outputs = await Promise.all(
      Array.from({ length: 15 }, (_, index) => run(agb, command, { cwd: mountPath, envs: { N: `${index}` } })),
    );
    expect(outputs.map(({ stdout }) => stdout)).toEqual(outputs.map((_, index) => `${index}\n`));
    expect(Object.keys(await readFiles(folder))).toHaveLength(15);
    expect(warnings).toEqual([]);
  });

  it('keeps its session in use', async () => {
    let now = Date.now();
    const { agb, client, emulator } = await toolWorld({ ...allowed, clock: () => now });
    const { session } = unwrap(await client.create({ imageId: 'i', idleTimeout: 60 }));
    const { sessionId } = session;
    const root = path.dirname(emulator.sessionFolder(sessionId, '/x'));
    const command = 'touch begun; until [ -e end ]; do sleep 0.05; done';
    const running = agb('shell', { command, ...patient }, { sessionId });
    await expect.poll(() => existsSync(path.join(root, 'begun'))).toBe(true);
    now += 500_000;
    expect(await session.info()).toMatchObject({ status: 'RUNNING' });
    now += 50_000;
    await writeFiles(root, { end: '' });
    expect(await running).toMatchObject({ isError: false });
    now += 12_000;
    expect(await session.info()).toMatchObject({ status: 'RUNNING' });
  });

  it('is run for programs only, not for web pages', async () => {
    const origin = 'http://localhost:5173';
    const { agb, bay, folder } = await toolWorld({ ...allowed, origins: [origin] });
    const args = { command: 'touch made', cwd: mountPath };
    const refused = { success: true, isError: true, text: expect.stringContaining('not for web pages') as string };
    expect(await agb('shell', args, { headers: { origin } })).toMatchObject(refused);
    expect(await bay('shell', args, { headers: { origin } })).toMatchObject(refused);
    expect(await bay('shell', args, { headers: { 'sec-fetch-site': 'cross-site' } })).toMatchObject(refused);
    expect(await agb('shell', args, { headers: { origin: 'http://evil.example' } })).toMatchObject({ status: 403 });
    expect(await agb('list_directory', { path: '/' }, { headers: { origin } })).toMatchObject({ isError: false });
    expect(existsSync(path.join(folder, 'made'))).toBe(false);
  });
});
