import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { linesFor, shellNamed } from '../../src/cli/emulator/shells.js';
import { runCommand, startCommand } from '../support/command.js';
import { newFolder } from '../support/newFolder.js';

/** Commands that share a folder for temporary files, as those of one user do. */
const together = async () => {
  const TMPDIR = await newFolder();
  return {
    TMPDIR,
    announced: path.join(TMPDIR, `rx-context-sync-emulators-${process.getuid?.() ?? 'user'}`),
    emulator: async (...args: readonly string[]) => {
      const command = await startCommand(['emulator', ...args], { env: { TMPDIR } });
      expect(await command.printed(/AGENTBAY_API_KEY=.*\n/)).toBe(true);
      return command;
    },
    env: (...args: readonly string[]) => runCommand(['emulator', 'env', ...args], { env: { TMPDIR } }),
  };
};

const none = {
  code: 1,
  stdout: '',
  stderr: 'rx-context-sync: no emulator of this user runs; rx-context-sync emulator starts one\n',
};

describe('rx-context-sync emulator env', () => {
  it('prints what the emulator that runs has printed, and nothing once it has ended', async () => {
    const { TMPDIR, emulator, env } = await together();
    const running = await emulator('--tls', '--key', "it's");
    expect(await env()).toMatchObject({ code: 0, stdout: running.out.stdout, stderr: '' });
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(143);
    expect(await env()).toMatchObject(none);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  it('finds none where none runs, nor one that was killed', async () => {
    const { announced, emulator, env } = await together();
    expect(await env()).toMatchObject(none);
    const running = await emulator();
    running.child.kill('SIGKILL');
    await running.ended;
    expect(readdirSync(announced)).toEqual([`${running.child.pid}.json`]);
    expect(await env()).toMatchObject(none);
    // Nobody else would remove it.
    expect(existsSync(announced)).toBe(false);
  });

  it('asks which is meant where several run, by port or by folder', async () => {
    const { emulator, env } = await together();
    const data = path.join(await newFolder(), 'data');
    const [first, second] = [await emulator('--tls'), await emulator('--data', data)];
    const asked = await env();
    expect([asked.code, asked.stdout]).toEqual([2, '']);
    expect(asked.stderr).toMatch(/^rx-context-sync: 2 emulators run; say which:\n( {2}--port \d+ --data \S+\n){2}$/);
    const [, port = ''] = /AGB_ENDPOINT=http:\/\/127\.0\.0\.1:(\d+)/.exec(first.out.stdout) ?? [];
    const [, tlsPort = ''] = /AGENTBAY_ENDPOINT=localhost:(\d+)/.exec(first.out.stdout) ?? [];
    expect((await env('--port', port)).stdout).toBe(first.out.stdout);
    expect((await env('--port', tlsPort)).stdout).toBe(first.out.stdout);
    expect((await env('--data', path.relative(process.cwd(), data))).stdout).toBe(second.out.stdout);
    const other = await env('--port', port, '--data', data);
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toBe(
      `rx-context-sync: no emulator runs at port ${port} on ${data}; rx-context-sync emulator starts one\n`,
    );
  });

  it('waits for one that starts, where it is told to', async () => {
    const { emulator, env } = await together();
    const waiting = env('--wait', '600', '--shell', 'dotenv');
    const running = await emulator();
    const { code, stdout } = await waiting;
    expect([code, stdout]).toEqual([0, running.out.stdout.replaceAll('export ', '')]);
  });

  it('waits no longer than that, and ends where it is told to', async () => {
    const { TMPDIR, env } = await together();
    expect(await env('--wait', '0.1')).toMatchObject(none);
    const before = `
      const looking = setInterval(() => {
        if (process.listenerCount('SIGINT') === 0) return;
        clearInterval(looking);
        process.kill(process.pid, 'SIGINT');
      }, 50);`;
    const ended = await runCommand(['emulator', 'env', '--wait', '600'], { env: { TMPDIR }, before });
    expect(ended).toMatchObject({ code: 130, stdout: '', stderr: '' });
  });

  it.skipIf(process.getuid === undefined)('believes nothing that somebody else may have written', async () => {
    const { announced, emulator, env } = await together();
    const running = await emulator();
    const file = path.join(announced, `${running.child.pid}.json`);
    expect([statSync(announced).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    chmodSync(announced, 0o777);
    expect(await env()).toMatchObject(none);
    chmodSync(announced, 0o700);
    writeFileSync(path.join(announced, 'other.json'), 'half');
    expect(await env()).toMatchObject({ code: 0 });
  });

  it('runs where nobody can be told of it', async () => {
    const { announced, emulator, env } = await together();
    mkdirSync(announced, { mode: 0o777 });
    chmodSync(announced, 0o777);
    await emulator();
    expect(readdirSync(announced)).toEqual([]);
    expect(await env()).toMatchObject(none);
  });

  it.each([
    [['--shell', 'csh'], '--shell must be one of bash, fish, dotenv'],
    [['--shell', 'toString'], '--shell must be one of bash, fish, dotenv'],
    [['--wait', 'long'], '--wait must be a number of seconds'],
  ])('refuses %j', async (args, message) => {
    const { env } = await together();
    expect(await env(...args)).toMatchObject({ code: 2, stdout: '', stderr: `rx-context-sync: ${message}\n` });
  });
});

describe('the lines that set variables', () => {
  const values = ['plain', 'http://x:1', "it's", 'a b', '$HOME', 'a\\b', 'a"b', '#a', 'a\\', '`a`', '', '*'];

  it('are read back by a shell', () => {
    for (const value of values) {
      const script = `${linesFor('bash', { NAME: value })}\nprintf %s "$NAME"`;
      expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(value);
    }
  });

  it('are read back from a dotenv file', () => {
    for (const value of values) expect(parseEnv(linesFor('dotenv', { NAME: value }))).toEqual({ NAME: value });
    expect(linesFor('dotenv', { A: 'http://x:1', B: 'b c' })).toBe("A=http://x:1\nB='b c'");
    expect(() => linesFor('dotenv', { NAME: `'"\`` })).toThrow('NAME has quotes that no dotenv file can hold');
    expect(() => linesFor('dotenv', { NAME: "it's $5" })).toThrow('no dotenv file');
  });

  it('are what fish reads: it knows two signs to escape in its quotes', () => {
    expect(linesFor(shellNamed('fish'), { A: 'plain', B: "it's a \\ b" })).toBe(
      String.raw`set -gx A plain` + '\n' + String.raw`set -gx B 'it\'s a \\ b'`,
    );
  });
});

describe('--dotenv', () => {
  it('holds the variables while the emulator runs', async () => {
    const { emulator } = await together();
    const file = path.join(await newFolder(), '.env.emulator');
    const running = await emulator('--dotenv', file);
    const told = Object.fromEntries(
      running.out.stdout
        .trim()
        .split('\n')
        .map((line) => line.replace('export ', '').split('=')),
    ) as Record<string, string>;
    expect(parseEnv(readFileSync(file, 'utf8'))).toEqual(told);
    expect(statSync(file).mode & 0o077).toBe(0);
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(130);
    expect(existsSync(file)).toBe(false);
  });

  it('takes the place of one that was left, and leaves that of another emulator', async () => {
    const { emulator } = await together();
    const file = path.join(await newFolder(), '.env');
    const killed = await emulator('--dotenv', file);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const first = await emulator('--dotenv', file);
    const second = await emulator('--dotenv', file);
    first.child.kill('SIGINT');
    await first.ended;
    expect(readFileSync(file, 'utf8')).toContain(second.out.stdout.replaceAll('export ', ''));
  });

  it('takes the place of nothing else', async () => {
    const folder = await newFolder();
    const file = path.join(folder, '.env');
    writeFileSync(file, 'SECRET=1\n');
    const refused = await runCommand(['emulator', '--dotenv', file]);
    const stderr = `rx-context-sync: --dotenv: ${file} is there already, and is no such file\n`;
    expect(refused).toEqual({ code: 2, stdout: '', stderr, left: expect.any(Array) as [] });
    expect(readFileSync(file, 'utf8')).toBe('SECRET=1\n');
    const unwritten = await runCommand(['emulator', '--dotenv', path.join(folder, 'none', '.env')]);
    expect([unwritten.code, unwritten.stdout]).toEqual([2, '']);
    expect(unwritten.stderr).toMatch(/^rx-context-sync: --dotenv cannot be used: ENOENT/);
  });
});
