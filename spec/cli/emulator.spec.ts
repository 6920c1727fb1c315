import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { AGB, AgentBay, contextSync, unwrap } from '../../src/index.js';
import { startCommand } from '../support/command.js';
import { isAlive } from '../support/isAlive.js';
import { newFolder } from '../support/newFolder.js';

/** Runs the built command until it has printed all that it prints at first. */
const start = async (args: readonly string[]) => {
  const command = await startCommand(['emulator', ...args]);
  await command.printed(/AGENTBAY_API_KEY=.*\n.*\n/);
  const exported = [...command.out.stdout.matchAll(/^export (\w+)=(.*)$/gm)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  const env: Readonly<Record<string, string>> = Object.fromEntries(exported);
  return { ...command, env };
};

type Running = Awaited<ReturnType<typeof start>>;

const stop = ({ child, ended }: Running, signal: NodeJS.Signals): Promise<number | null> => {
  child.kill(signal);
  return ended;
};

/** What it left behind, but for the name of its lock. */
const leftBy = ({ left }: Pick<Running, 'left'>): readonly string[] => left().filter((name) => !name.endsWith('.sock'));

describe('rx-context-sync emulator', () => {
  it('tells what clients need, and each request, and stops cleanly', async () => {
    const running = await start([]);
    const { env, out } = running;
    const agb = new AGB({ apiKey: env['AGB_API_KEY'], endpoint: env['AGB_ENDPOINT'] });
    const bay = new AgentBay({ apiKey: env['AGENTBAY_API_KEY'], endpoint: env['AGENTBAY_ENDPOINT'] });
    expect(await agb.context.create('my \u001b[31m data')).toMatchObject({ success: true });
    expect(await bay.context.get('none')).toMatchObject({ error: { _tag: 'NotFound' } });
    await expect.poll(() => out.stdout).toMatch(/^[\d:.]{12} GetContext none -> 400 Context\.NotFound$/m);
    expect(out.stdout).toMatch(/^[\d:.]{12} GetContext my \ufffd\[31m data -> 200 ok$/m);
    const mounted = unwrap(await agb.context.get('mounted', { create: true })).context.id;
    await agb.create({ imageId: 'i', contextSyncs: [contextSync(mounted, '/d')], retryInterval: 5 });
    await expect.poll(() => out.stdout).toMatch(/^[\d:.]{12} task \S+ SdkCtx-\S+ \/d download -> Success$/m);
    expect(out.stdout).not.toContain('\u001b');
    expect(await stop(running, 'SIGINT')).toBe(130);
    expect(out.stderr).toBe('');
    expect(leftBy(running)).toEqual([]);
  });

  it('says where it is, where it keeps its files, and what to put into the environment', async () => {
    const { out, env } = await start([]);
    const url = /^http:\/\/127\.0\.0\.1:\d+$/.exec(env['AGB_ENDPOINT'] ?? '')?.[0];
    const dataDir = /keeps its files in (.*?)\. Stop/.exec(out.stdout)?.[1] ?? '';
    expect(existsSync(dataDir)).toBe(true);
    expect(out.stdout).toBe(
      [
        `The emulator listens at ${url}, and keeps its files in ${dataDir}. Stop it with Ctrl-C.`,
        '',
        `export AGB_ENDPOINT=${url}`,
        'export AGB_API_KEY=any-key',
        `export AGENTBAY_ENDPOINT=${url}`,
        'export AGENTBAY_API_KEY=any-key',
        "# AgentBay's own TypeScript client speaks https only: --tls",
        '',
        '',
      ].join('\n'),
    );
  });

  it('says it so that a shell takes it, whatever stands in it', async () => {
    const folder = path.join(await newFolder(), "it's $HOME & more");
    const { out } = await start(['--tls', '--data', folder, '--key', "o'k$1"]);
    const script = `${out.stdout
      .split('\n')
      .filter((line) => line.startsWith('export '))
      .join('\n')}\nprintf '%s\\n' "$AGB_API_KEY" "$SSL_CERT_FILE"`;
    const shell = spawn('sh', ['-c', script]);
    const said = await new Response(Readable.toWeb(shell.stdout) as ReadableStream<Uint8Array>).text();
    expect(said).toBe(`o'k$1\n${path.join(folder, 'certificate.pem')}\n`);
  });

  it('tells each request with what it is about and how it ended, and each task with how it ended', async () => {
    const { env, out, printed } = await start(['--trouble', 'flaky-network']);
    const endpoint = env['AGB_ENDPOINT'] ?? '';
    const control = (method: string, body?: object) =>
      fetch(`${endpoint}/_emulator/trouble`, { method, ...(body && { body: JSON.stringify(body) }) });
    const agb = new AGB({ apiKey: 'any-key', endpoint });
    for (let call = 0; call < 30; call++) await agb.context.list();
    // No answer has no status.
    expect(await printed(/^[\d:.]{12} ListContexts -> reset$/m)).toBe(true);
    expect(out.stdout).toMatch(/^[\d:.]{12} ListContexts -> 502 Trouble$/m);
    await control('DELETE');

    const { id } = unwrap(await agb.context.create('x'.repeat(100))).context;
    expect(await printed(/^[\d:.]{12} GetContext x{79}… -> 200 ok$/m)).toBe(true);
    const { session } = unwrap(
      await agb.create({
        imageId: 'i',
        contextSyncs: [contextSync(id, '/d'), contextSync(id, '/\u009be')],
        retryInterval: 20,
      }),
    );
    await agb.context.uploadFile(id, '/d/a b.txt', new Blob(['a']));
    expect(await printed(new RegExp(`^[\\d:.]{12} PutFile ${id} /d/a b\\.txt -> 200 ok$`, 'm'))).toBe(true);
    await control('POST', { taskError: 'disk\n\u001b full' });
    await session.context.sync({ contextId: id, path: '/d', mode: 'download', retryInterval: 20 });
    await session.context.info({ taskType: 'upload' });
    await fetch(`${endpoint}/none`);
    expect(await printed(/^[\d:.]{12} \? -> 404 InvalidAction\.NotFound$/m)).toBe(true);
    const about = `${session.sessionId} ${id} /d download`;
    for (const line of [
      `SyncContext ${about} -> 200 ok`,
      `task ${about} -> Success`,
      `task ${session.sessionId} ${id} /\ufffde download -> Success`,
      `task ${about} -> Failed: disk \ufffd full`,
      `GetContextInfo ${session.sessionId} upload -> 200 ok`,
      `DeleteContext ${id} -> 200 ok`,
    ]) {
      if (line.startsWith('Delete')) await agb.context.delete(id);
      expect(await printed(new RegExp(`^[\\d:.]{12} ${line.replaceAll(/[\\/.]/g, '\\$&')}$`, 'm'))).toBe(true);
    }
    // Only the end of a task is told, in the service's own time.
    expect(out.stdout).not.toMatch(/-> (?:Pending|Running)/);
    const [, told = ''] = /^([\d:.]{12}) DeleteContext/m.exec(out.stdout) ?? [];
    const [day, today] = [86_400_000, new Date().toISOString().slice(0, 11)];
    const off = Math.abs(Date.parse(`${today}${told}Z`) - Date.now()) % day;
    expect(Math.min(off, day - off)).toBeLessThan(day / 24);
  });

  it('listens at the port that it is given, and says that another one has it', async () => {
    const first = await start([]);
    const port = new URL(first.env['AGB_ENDPOINT'] ?? '').port;
    const refused = await start(['--port', port]);
    expect(await refused.ended).toBe(1);
    expect(refused.out).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^rx-context-sync: .*EADDRINUSE.*\n$/) as string,
    });
    expect(leftBy(refused)).toEqual([]);
    await stop(first, 'SIGTERM');
    const second = await start(['--port', port]);
    expect(second.env['AGB_ENDPOINT']).toBe(`http://127.0.0.1:${port}`);
  });

  it('listens at a port of its own where it is given none, so that two can run', async () => {
    const both = [await start([]), await start([])].map(({ env }) => env['AGB_ENDPOINT']);
    expect(both).toEqual([expect.stringMatching(/^http/), expect.stringMatching(/^http/)]);
    expect(both[0]).not.toBe(both[1]);
  });

  it('finds again what it was told in a folder that it is given', async () => {
    const dataDir = await newFolder();
    const ids: string[] = [];
    for (const create of [true, false]) {
      const running = await start(['--data', dataDir]);
      expect(running.out.stdout).toContain(`keeps its files in ${dataDir}. Stop`);
      const { context } = new AGB({ apiKey: 'any', endpoint: running.env['AGB_ENDPOINT'] });
      ids.push(unwrap(await context.get('my-data', { create })).context.id);
      await stop(running, 'SIGINT');
    }
    expect(ids[0]).toBe(ids[1]);
  });

  it('lets pages of the origins that it is given use it, and no others', async () => {
    const { env } = await start(['--origin', 'http://localhost:1', '--origin', 'http://localhost:2']);
    const allowed = async (origin: string): Promise<string | null> =>
      (await fetch(env['AGB_ENDPOINT'] ?? '', { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed('http://localhost:1')).toBe('http://localhost:1');
    expect(await allowed('http://localhost:2')).toBe('http://localhost:2');
    expect(await allowed('http://localhost:3')).toBe(null);
  });

  it('makes all the troubles that it is given', async () => {
    const { env, out } = await start(['--trouble', 'throttled', '--trouble', 'flaky-network']);
    const { context } = new AGB({ apiKey: 'any', endpoint: env['AGB_ENDPOINT'] });
    for (let call = 0; call < 40; call++) await context.list();
    await expect.poll(() => out.stdout).toMatch(/-> reset$/m);
    expect(out.stdout).toMatch(/-> 429 Throttling\.User$/m);
  });

  it('runs commands where it is told to, and says loudly what that means', async () => {
    const call = async (url: string | undefined, command: string) => {
      const agb = new AGB({ apiKey: 'own', endpoint: url });
      const { sessionId } = unwrap(await agb.create({ imageId: 'i' })).session;
      const response = await fetch(`${url}/mcp`, {
        method: 'POST',
        headers: { authorization: 'Bearer own' },
        body: JSON.stringify({ sessionId, name: 'shell', args: JSON.stringify({ command, timeout_ms: 60_000 }) }),
      });
      return (await response.json()) as { data: { isError: boolean; content: readonly { text: string }[] } };
    };
    const careful = await start(['--key', 'own']);
    const { data: refused } = await call(careful.env['AGB_ENDPOINT'], 'echo hi');
    expect(refused).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('--allow-shell') as string }],
    });
    expect(careful.out.stderr).toBe('');

    // That a process ends at once is no reason for a command to go on.
    const before = `process.on('SIGUSR2', () => process.exit(9));`;
    const { child, out, ended, printed } = await startCommand(['emulator', '--allow-shell', '--key', 'own'], {
      before,
    });
    await printed(/AGENTBAY_API_KEY=.*\n.*\n/);
    expect(out.stderr).toMatch(/^WARNING: --allow-shell: .* ON THIS MACHINE, .*\n.*\n.* has a --key can run them\.\n/);
    const url = /AGB_ENDPOINT=(\S+)/.exec(out.stdout)?.[1];
    const { data } = await call(url, 'echo hi');
    expect(JSON.parse(data.content[0]?.text ?? '')).toMatchObject({ stdout: 'hi\n', exit_code: 0 });
    const file = path.join(await newFolder(), 'pid');
    call(url, `sleep 64 & echo $! > ${file}.new; mv ${file}.new ${file}; wait`).catch(() => undefined);
    await expect.poll(() => existsSync(file)).toBe(true);
    child.kill('SIGUSR2');
    expect(await ended).toBe(9);
    await expect.poll(() => isAlive(Number(readFileSync(file, 'utf8'))), { timeout: 10_000 }).toBe(false);
  });

  it('stops where it is told to before it listens', async () => {
    const before = `
      import fs from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      const { mkdtemp } = fs;
      let isFirst = true;
      fs.mkdtemp = async (...args) => {
        if (!isFirst) return mkdtemp(...args);
        isFirst = false;
        const stopped = new Promise((resolve) => process.once('SIGINT', resolve));
        const alive = setInterval(() => undefined, 1000);
        process.kill(process.pid, 'SIGINT');
        await stopped;
        clearInterval(alive);
        return mkdtemp(...args);
      };
      syncBuiltinESMExports();`;
    const command = await startCommand(['emulator'], { before });
    expect(await command.ended).toBe(130);
    expect(command.out.stderr).toBe('');
    expect(leftBy(command)).toEqual([]);
  });

  it('tells what others say in a line, and nothing that steers a terminal', async () => {
    const { env, printed } = await start([]);
    const ask = (action: string) =>
      fetch(`${env['AGB_ENDPOINT']}/?${String(new URLSearchParams({ Action: action }))}`, { method: 'POST' });
    const hostile = 'a\nb\u001b[2J\u009b2J\u202ec';
    await fetch(`${env['AGB_ENDPOINT']}/_emulator/trouble`, {
      method: 'POST',
      body: JSON.stringify({ operation: 'ListContexts', httpStatus: 400, code: hostile }),
    });
    const told = 'a b\ufffd\\[2J\ufffd2J\ufffdc';
    await ask('ListContexts');
    expect(await printed(new RegExp(`^[\\d:.]{12} ListContexts -> 400 ${told}$`, 'm'))).toBe(true);
    await ask(hostile);
    expect(await printed(new RegExp(`^[\\d:.]{12} ${told} -> \\d+ \\S+$`, 'm'))).toBe(true);
  });

  it('ends with the code of what stopped it first, where its reader goes then', async () => {
    const before = `
      import fs from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      const { rename } = fs;
      fs.rename = async (...args) => {
        if (!/rx-context-sync-\\w+$/.test(args[0])) return rename(...args);
        const gone = new Promise((resolve) => process.stdout.once('error', resolve));
        const speaking = setInterval(() => process.stdout.write('it is closed\\n'), 1);
        await gone;
        clearInterval(speaking);
        return rename(...args);
      };
      syncBuiltinESMExports();`;
    const command = await startCommand(['emulator'], { before });
    await command.printed(/AGENTBAY_API_KEY/);
    command.child.kill('SIGINT');
    expect(await command.printed(/it is closed/)).toBe(true);
    command.child.stdout.destroy();
    expect(await command.ended).toBe(130);
    expect(leftBy(command)).toEqual([]);
  });

  it('stops where nobody reads on, and where its terminal goes', async () => {
    const hung = await start([]);
    expect(await stop(hung, 'SIGHUP')).toBe(129);
    const piped = await start([]);
    piped.child.stdout.destroy();
    await new AGB({ apiKey: 'any', endpoint: piped.env['AGB_ENDPOINT'] }).context.list();
    expect(await piped.ended).toBe(141);
    for (const command of [hung, piped]) {
      expect(command.out.stderr).toBe('');
      expect(leftBy(command)).toEqual([]);
    }
  });

  it('keeps a folder that it is given, knows its keys, and makes trouble', async () => {
    const dataDir = await newFolder();
    const running = await start(['--data', dataDir, '--key', 'one', '--key', 'two', '--trouble', 'throttled']);
    expect(running.env).toMatchObject({ AGB_API_KEY: 'one', AGENTBAY_API_KEY: 'one' });
    const endpoint = running.env['AGB_ENDPOINT'];
    expect(await new AGB({ apiKey: 'three', endpoint }).context.get('x')).toMatchObject({ success: false });
    const tags = new Set<string | undefined>();
    for (let call = 0; call < 30; call++)
      tags.add((await new AGB({ apiKey: call % 2 ? 'one' : 'two', endpoint }).context.list()).error?._tag);
    expect(tags).toEqual(new Set(['RateLimited', undefined]));
    expect(await stop(running, 'SIGTERM')).toBe(143);
    expect(existsSync(path.join(dataDir, 'state'))).toBe(true);
  });

  it('speaks https where it is asked to, and says what to trust', async () => {
    const { env, out } = await start(['--tls']);
    expect(env['AGB_ENDPOINT']).toMatch(/^https:\/\/localhost:\d+$/);
    expect(env['AGENTBAY_ENDPOINT']).toBe(new URL(env['AGB_ENDPOINT'] ?? '').host);
    expect(env['REQUESTS_CA_BUNDLE']).toBe(env['SSL_CERT_FILE']);
    expect(env['NODE_EXTRA_CA_CERTS']).toBe(env['SSL_CERT_FILE']);
    expect(existsSync(env['NODE_EXTRA_CA_CERTS'] ?? '')).toBe(true);
    const code = `
      import { AgentBay } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../dist/esm/index.js'))};
      console.log(JSON.stringify(await new AgentBay().context.create('c')));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { env: { ...process.env, ...env } });
    let told = '';
    child.stdout.on('data', (chunk) => (told += String(chunk)));
    await once(child, 'close');
    expect(JSON.parse(told)).toMatchObject({ success: true, context: { name: 'c' } });
    expect(out.stderr).toBe('');
  });

  it.each([
    [['--port', '99999'], '--port must be a whole number from 0 to 65535'],
    [['--port', 'abc'], '--port must be a whole number from 0 to 65535'],
    [['--port', ''], '--port must be a whole number from 0 to 65535'],
    [['--port', '1e3'], '--port must be a whole number from 0 to 65535'],
    [['--port', '80.5'], '--port must be a whole number from 0 to 65535'],
    [['--trouble', 'bad'], '--trouble must be one of flaky-network, throttled, slow-service'],
    [['--data', ' '], '--data must be text that is not blank'],
    [['--key', 'a b'], '--key must be a text without spaces'],
    [['--origin', 'localhost:80'], '--origin must be an origin, such as http://localhost:5173'],
  ])('refuses %j, by the name and the rule of the option', async (args, message) => {
    const refused = await start(args);
    expect(await refused.ended).toBe(2);
    expect(refused.out).toEqual({ stdout: '', stderr: `rx-context-sync: ${message}\n` });
    expect(leftBy(refused)).toEqual([]);
  });

  it('says why a folder cannot be used', async () => {
    const file = path.join(await newFolder(), 'file');
    await writeFile(file, '');
    // In /proc the system denies that the folder above is there, which it is.
    const folders = [file, path.join(file, 'below'), ...(existsSync('/proc/self') ? ['/proc/none/below'] : [])];
    for (const folder of folders) {
      const refused = await start(['--data', folder]);
      expect(await refused.ended).toBe(2);
      expect(refused.out.stdout).toBe('');
      expect(refused.out.stderr).toMatch(/^rx-context-sync: --data cannot be used: E[A-Z]+: .*\n$/);
      expect(leftBy(refused)).toEqual([]);
    }
  });

  it('says that a port is taken, in the words of the system, and what to do', async () => {
    const { env } = await start([]);
    const refused = await start(['--port', new URL(env['AGB_ENDPOINT'] ?? '').port]);
    expect(await refused.ended).toBe(1);
    expect(refused.out.stderr).toMatch(/^rx-context-sync: listen EADDRINUSE: .*; give another --port, or none\n$/);
  });
});
