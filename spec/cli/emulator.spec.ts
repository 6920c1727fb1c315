import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/index.js';
import { AGB, AgentBay, contextSync, unwrap } from '../../src/index.js';
import { runCommand, startCommand } from '../support/command.js';
import { writeFiles } from '../support/emulated.js';
import { isAlive } from '../support/isAlive.js';
import { newFolder } from '../support/newFolder.js';

/** Runs the built command until it has printed all that it prints at first. */
const start = async (args: readonly string[]) => {
  const command = await startCommand(['emulator', ...args]);
  await command.printed(/AGENTBAY_API_KEY=.*\n/);
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
    await expect.poll(() => out.stderr).toMatch(/^[\d:.]{12} GetContext none -> 400 Context\.NotFound$/m);
    expect(out.stderr).toMatch(/^[\d:.]{12} GetContext my \ufffd\[31m data -> 200 ok$/m);
    const mounted = unwrap(await agb.context.get('mounted', { create: true })).context.id;
    await agb.create({ imageId: 'i', contextSyncs: [contextSync(mounted, '/d')], retryInterval: 5 });
    await expect.poll(() => out.stderr).toMatch(/^[\d:.]{12} task \S+ SdkCtx-\S+ \/d download -> Success$/m);
    expect(out.stderr).not.toContain('\u001b');
    expect(await stop(running, 'SIGINT')).toBe(130);
    // What a shell is to read has no line of the log in it.
    expect(
      out.stdout
        .trim()
        .split('\n')
        .filter((line) => !/^export \w+=\S+$/.test(line)),
    ).toEqual([]);
    expect(leftBy(running)).toEqual([]);
  });

  it('says where it is, where it keeps its files, and what to put into the environment', async () => {
    const command = await startCommand(['emulator'], { env: { npm_command: '' } });
    await command.printed(/AGENTBAY_API_KEY=.*\n/);
    const { out } = command;
    const [, url] = /^export AGB_ENDPOINT=(http:\/\/127\.0\.0\.1:\d+)$/m.exec(out.stdout) ?? [];
    const dataDir = /keeps its files in (.*)\n/.exec(out.stderr)?.[1] ?? '';
    expect(existsSync(dataDir)).toBe(true);
    expect(out.stdout).toBe(
      [
        `export AGB_ENDPOINT=${url}`,
        'export AGB_API_KEY=any-key',
        `export AGENTBAY_ENDPOINT=${url}`,
        'export AGENTBAY_API_KEY=any-key',
        '',
      ].join('\n'),
    );
    expect(out.stderr).toBe(
      [
        `The emulator listens at ${url}`,
        `Look at it in a browser: ${url}/_emulator/#token=${/#token=(.{32})\n/.exec(out.stderr)?.[1]}`,
        `It keeps its files in ${dataDir}`,
        'which is removed at the end.',
        'Stop it with Ctrl-C. Elsewhere, this sets what follows:',
        'eval "$(rx-context-sync emulator env)"',
        "For AgentBay's own TypeScript client, see --tls.",
        'It answers at once. For programs of rx-context-sync, set',
        'AGB_PACING_MS=10 or AGENTBAY_PACING_MS=10.',
        '',
        '',
      ].join('\n'),
    );
  });

  it('says where npx is needed, for whoever has the command by it', async () => {
    const command = await startCommand(['emulator'], { env: { npm_command: 'exec' } });
    expect(await command.logged(/^eval "\$\(npx rx-context-sync emulator env\)"$/m)).toBe(true);
  });

  it('says it so that a shell takes it, whatever stands in it', async () => {
    const folder = path.join(await newFolder(), "it's $HOME & more");
    const { out } = await start(['--tls', '--data', folder, '--key', "o'k$1"]);
    const script = `${out.stdout}\nprintf '%s\\n' "$AGB_API_KEY" "$SSL_CERT_FILE"`;
    const shell = spawn('sh', ['-c', script]);
    const said = await new Response(Readable.toWeb(shell.stdout) as ReadableStream<Uint8Array>).text();
    expect(said).toBe(`o'k$1\n${path.join(folder, 'certificate.pem')}\n`);
  });

  it('tells each request with what it is about and how it ended, and each task with how it ended', async () => {
    const { env, out, logged } = await start(['--trouble', 'flaky-network']);
    const endpoint = env['AGB_ENDPOINT'] ?? '';
    const control = (method: string, body?: object) =>
      fetch(`${endpoint}/_emulator/trouble`, { method, ...(body && { body: JSON.stringify(body) }) });
    const agb = new AGB({ apiKey: 'any-key', endpoint });
    for (let call = 0; call < 30; call++) await agb.context.list();
    // No answer has no status.
    expect(await logged(/^[\d:.]{12} ListContexts -> reset$/m)).toBe(true);
    expect(out.stderr).toMatch(/^[\d:.]{12} ListContexts -> 502 Trouble$/m);
    await control('DELETE');

    const { id } = unwrap(await agb.context.create('x'.repeat(100))).context;
    expect(await logged(/^[\d:.]{12} GetContext x{79}… -> 200 ok$/m)).toBe(true);
    const { session } = unwrap(
      await agb.create({
        imageId: 'i',
        contextSyncs: [contextSync(id, '/d'), contextSync(id, '/\u009be')],
        retryInterval: 20,
      }),
    );
    await agb.context.uploadFile(id, '/d/a b.txt', new Blob(['a']));
    expect(await logged(new RegExp(`^[\\d:.]{12} PutFile ${id} /d/a b\\.txt -> 200 ok$`, 'm'))).toBe(true);
    await control('POST', { taskError: 'disk\n\u001b full' });
    await session.context.sync({ contextId: id, path: '/d', mode: 'download', retryInterval: 20 });
    await session.context.info({ taskType: 'upload' });
    await fetch(`${endpoint}/none`);
    expect(await logged(/^[\d:.]{12} \? -> 404 InvalidAction\.NotFound$/m)).toBe(true);
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
      expect(await logged(new RegExp(`^[\\d:.]{12} ${line.replaceAll(/[\\/.]/g, '\\$&')}$`, 'm'))).toBe(true);
    }
    // Only the end of a task is told, in the service's own time.
    expect(out.stderr).not.toMatch(/-> (?:Pending|Running)/);
    const [, told = ''] = /^([\d:.]{12}) DeleteContext/m.exec(out.stderr) ?? [];
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
      expect(running.out.stderr).toContain(`keeps its files in ${dataDir}\n`);
      const { context } = new AGB({ apiKey: 'any', endpoint: running.env['AGB_ENDPOINT'] });
      ids.push(unwrap(await context.get('my-data', { create })).context.id);
      await stop(running, 'SIGINT');
    }
    expect(ids[0]).toBe(ids[1]);
  });

  it('begins with what another one exported, in place of what it kept', async () => {
    const donor = await startEmulator();
    onTestFinished(() => donor.close());
    const agb = new AGB({ apiKey: 'any-key', endpoint: donor.url });
    unwrap(await agb.context.create('imported'));
    const folder = await newFolder();
    const file = path.join(folder, 'state.zip');
    await donor.export(file);
    const running = await start(['--data', path.join(folder, 'data'), '--import', file]);
    const { AGB_ENDPOINT: endpoint } = running.env;
    expect(unwrap(await new AGB({ apiKey: 'k', endpoint }).context.list()).contexts).toMatchObject([
      { name: 'imported' },
    ]);
    expect(await stop(running, 'SIGTERM')).toBe(143);
    const none = path.join(folder, 'none.zip');
    const refused = await runCommand(['emulator', '--import', none]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toBe(
      `rx-context-sync: --import ${none}: ENOENT: no such file or directory, open '${none}'\n`,
    );
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
    await expect.poll(() => out.stderr).toMatch(/-> reset$/m);
    expect(out.stderr).toMatch(/-> 429 Throttling\.User$/m);
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
    expect(careful.out.stderr).not.toContain('WARNING');

    // That a process ends at once is no reason for a command to go on.
    const before = `process.on('SIGUSR2', () => process.exit(9));`;
    const { child, out, ended, printed } = await startCommand(['emulator', '--allow-shell', '--key', 'own'], {
      before,
    });
    await printed(/AGENTBAY_API_KEY=.*\n/);
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
    const { env, logged } = await start([]);
    const ask = (action: string) =>
      fetch(`${env['AGB_ENDPOINT']}/?${String(new URLSearchParams({ Action: action }))}`, { method: 'POST' });
    const hostile = 'a\nb\u001b[2J\u009b2J\u202ec';
    await fetch(`${env['AGB_ENDPOINT']}/_emulator/trouble`, {
      method: 'POST',
      body: JSON.stringify({ operation: 'ListContexts', httpStatus: 400, code: hostile }),
    });
    const told = 'a b\ufffd\\[2J\ufffd2J\ufffdc';
    await ask('ListContexts');
    expect(await logged(new RegExp(`^[\\d:.]{12} ListContexts -> 400 ${told}$`, 'm'))).toBe(true);
    await ask(hostile);
    expect(await logged(new RegExp(`^[\\d:.]{12} ${told} -> \\d+ \\S+$`, 'm'))).toBe(true);
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
    piped.child.stderr.destroy();
    await new AGB({ apiKey: 'any', endpoint: piped.env['AGB_ENDPOINT'] }).context.list();
    expect(await piped.ended).toBe(141);
    for (const command of [hung, piped]) expect(leftBy(command)).toEqual([]);
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
    const { env } = await start(['--tls']);
    expect(env['AGB_ENDPOINT']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(env['AGENTBAY_ENDPOINT']).toMatch(/^localhost:\d+$/);
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
  });

  it.each([
    [['--port', '99999'], '--port must be a whole number from 0 to 65535'],
    [['--port', 'abc'], '--port must be a whole number from 0 to 65535'],
    [['--port', ''], '--port must be a whole number from 0 to 65535'],
    [['--port', '1e3'], '--port must be a whole number from 0 to 65535'],
    [['--port', '80.5'], '--port must be a whole number from 0 to 65535'],
    [['--trouble', 'bad'], '--trouble must be one of flaky-network, throttled, slow-service'],
    [['--tls-port', '65536'], '--tls-port must be a whole number from 0 to 65535'],
    [['--task-delay', '1s'], '--task-delay must be a number of milliseconds'],
    [['--file-delay=-1'], '--file-delay must be a number of milliseconds'],
    [['--host', ' '], '--host must be text that is not blank'],
    [['--seed', ''], '--seed must be text that is not blank'],
    [['--control-token', 'a b'], '--control-token must be a text without spaces'],
    [['--log', 'xml'], '--log must be one of text, json'],
    [['--log', 'toString'], '--log must be one of text, json'],
    [['--data', ' '], '--data must be text that is not blank'],
    [['--key', 'a b'], '--key must be a text without spaces'],
    [['--origin', 'localhost:80'], '--origin must be an origin, such as http://localhost:5173'],
  ])('refuses %j, by the name and the rule of the option', async (args, message) => {
    const refused = await start(args);
    expect(await refused.ended).toBe(2);
    expect(refused.out).toEqual({ stdout: '', stderr: `rx-context-sync: ${message}\n` });
    expect(leftBy(refused)).toEqual([]);
  });

  it('says of a folder that it is read-only, of the system or for the user', async () => {
    const folder = path.join(await newFolder(), 'data');
    for (const code of ['EROFS', 'EACCES', 'EPERM']) {
      const before = `
        import fs from 'node:fs/promises';
        import { syncBuiltinESMExports } from 'node:module';
        fs.mkdir = (folder) => Promise.reject(Object.assign(new Error('${code}: no'), { code: '${code}', path: folder }));
        syncBuiltinESMExports();`;
      const refused = await runCommand(['emulator', '--data', folder], { before });
      const stderr = `rx-context-sync: --data is read-only: ${code}: no\n`;
      expect(refused).toEqual({ code: 2, stdout: '', stderr, left: [] });
    }
  });

  it('says what of --seed and --host is wrong', async () => {
    const none = path.join(await newFolder(), 'none');
    const unread = await runCommand(['emulator', '--seed', none, '--data', `${none}-data`]);
    expect([unread.code, unread.stdout]).toEqual([2, '']);
    expect(unread.stderr).toMatch(/^rx-context-sync: --seed cannot be read: ENOENT: .*\n$/);
    const foreign = await runCommand(['emulator', '--host', '192.0.2.1']);
    expect([foreign.code, foreign.stdout]).toEqual([2, '']);
    expect(foreign.stderr).toMatch(/^rx-context-sync: --host is no address of this machine: .*EADDRNOTAVAIL.*\n$/);
  });

  it('makes contexts of folders, and takes its time where it is told to', async () => {
    const seed = await newFolder();
    await writeFiles(seed, { 'my-data/d/a.txt': 'a', 'my-data/d/b.txt': 'b' });
    const slow = await start(['--seed', seed, '--task-delay', '60000']);
    const quick = await start(['--seed', seed, '--task-delay', '1', '--file-delay', '60000']);
    const statusOf = async ({ env }: Running): Promise<readonly string[]> => {
      const agb = new AGB({ apiKey: 'k', endpoint: env['AGB_ENDPOINT'] });
      const { context } = unwrap(await agb.context.get('my-data'));
      const options = { imageId: 'i', contextSyncs: [contextSync(context.id, '/d')], waitForDownloads: false };
      const { session } = unwrap(await agb.create(options));
      const seen = new Set<string>();
      for (let poll = 0; poll < 20; poll++)
        for (const { status } of unwrap(await session.context.info()).contextStatusData) seen.add(status);
      return [...seen];
    };
    expect(await statusOf(slow)).toEqual(['Pending']);
    await expect.poll(() => statusOf(quick)).toContain('Running');
    expect(await statusOf(quick)).not.toContain('Success');
    // Who set it knows that it does not answer at once.
    for (const { out } of [slow, quick]) expect(out.stderr).not.toContain('PACING');
  });

  it('listens for other machines where it is told to, and says what that means', async () => {
    const open = await start(['--host', '0.0.0.0']);
    expect(open.env['AGB_ENDPOINT']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(open.out.stderr).toMatch(/^Whoever reaches this machine can use it: see --key\.$/m);
    expect(open.out.stderr).toMatch(/^\/_emulator\/ is for this machine only: see --control-token\.$/m);
    const careful = await start(['--host', '0.0.0.0', '--key', 'k', '--control-token', 'the-token']);
    expect(careful.out.stderr).not.toMatch(/Whoever|see --control-token/);
    const journal = (token: string) =>
      fetch(`${careful.env['AGB_ENDPOINT']}/_emulator/journal`, { headers: { authorization: `Bearer ${token}` } });
    expect([(await journal('the-token')).status, (await journal('other')).status]).toEqual([200, 400]);
  });

  it.each([
    [['--control-token', 'the-token'], undefined, 200],
    [[], 'the-token', 200],
    [['--control-token', 'the-token'], 'other', 200],
    [[], 'other', 400],
    [[], '', 400],
  ])('has the token of %j, or else that of the environment: %j', async (args, token, status) => {
    const env = { ...(token !== undefined && { RX_CONTEXT_SYNC_EMULATOR_TOKEN: token }) };
    const command = await startCommand(['emulator', '--key', 'k', ...args], { env });
    await command.printed(/AGENTBAY_API_KEY/);
    const [, url = ''] = /AGB_ENDPOINT=(.*)/.exec(command.out.stdout) ?? [];
    const headers = { authorization: 'Bearer the-token' };
    expect((await fetch(`${url}/_emulator/journal`, { headers })).status).toBe(status);
  });

  it('tells which page it refused, and which flag lets it in', async () => {
    const { env, out, logged } = await start(['--origin', 'http://localhost:1']);
    for (const origin of ['http://localhost:5173', 'null', 'http://a b\u009b'])
      await fetch(env['AGB_ENDPOINT'] ?? '', { headers: { origin: Buffer.from(origin).toString('latin1') } });
    const told =
      /^[\d:.]{12} \? page of http:\/\/localhost:5173 -> 403 Forbidden: --origin http:\/\/localhost:5173 lets it in$/m;
    expect(await logged(told)).toBe(true);
    expect(await logged(/^[\d:.]{12} \? page of null -> 403 Forbidden$/m)).toBe(true);
    expect(await logged(/^[\d:.]{12} \? page of http:\/\/a b\S* -> 403 Forbidden$/m)).toBe(true);
    expect(out.stderr).not.toContain('\u009b');
  });

  it('logs in JSON where it is told to: an object a line', async () => {
    const { env, out, logged } = await start(['--log', 'json']);
    const agb = new AGB({ apiKey: 'secret-key', endpoint: env['AGB_ENDPOINT'] });
    const { context } = unwrap(await agb.context.create('my \u009b data'));
    await agb.create({ imageId: 'i', contextSyncs: [contextSync(context.id, '/d')], retryInterval: 20 });
    await fetch(env['AGB_ENDPOINT'] ?? '', { headers: { origin: 'http://localhost:5173' } });
    expect(await logged(/localhost:5173 lets it in.*\n/)).toBe(true);
    const lines = out.stderr.trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(entries[0]).toMatchObject({
      type: 'listening',
      url: env['AGB_ENDPOINT'],
      dataDir: expect.any(String) as string,
    });
    expect(entries[1]).toMatchObject({
      type: 'request',
      at: expect.any(Number) as number,
      operation: 'GetContext',
      fields: { name: 'my \u009b data' },
      httpStatus: 200,
      code: 'ok',
      requestId: expect.any(String) as string,
    });
    expect(entries.filter(({ type }) => type === 'task')).toEqual([
      expect.objectContaining({ contextId: context.id, path: '/d', taskType: 'download', status: 'Success' }),
    ]);
    expect(entries.at(-1)).toMatchObject({ fields: { origin: 'http://localhost:5173' }, httpStatus: 403 });
    expect(out.stderr).not.toMatch(/\u009b|secret-key/);
  });

  it('says nothing but what a shell reads where it is to be quiet', async () => {
    const quiet = await start(['--quiet']);
    unwrap(await new AGB({ apiKey: 'k', endpoint: quiet.env['AGB_ENDPOINT'] }).context.create('c'));
    expect(await stop(quiet, 'SIGINT')).toBe(130);
    expect(quiet.out.stderr).toBe('');
    expect(Object.keys(quiet.env)).toHaveLength(4);
  });

  it('says of a folder that another emulator has it, or that what is in it cannot be read', async () => {
    const [used, broken] = [await newFolder(), await newFolder()];
    await start(['--data', used]);
    await writeFiles(broken, { 'state/contexts/SdkCtx-1.json': '{half' });
    for (const [folder, told] of [
      [used, `The folder ${used} is in use by another emulator.`],
      [broken, `What the emulator kept in ${path.join(broken, 'state/contexts/SdkCtx-1.json')} is not readable.`],
    ] as const) {
      const { code, stdout, stderr } = await runCommand(['emulator', '--data', folder]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe(`rx-context-sync: --data cannot be used: ${told}\n`);
    }
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

describe('rx-context-sync record and replay', () => {
  it('record what passes to a service, and answer it without the service', async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.close());
    const file = path.join(await newFolder(), 'calls.har');
    const serve = async (args: readonly string[]) => {
      const command = await startCommand(args);
      await command.printed(/AGENTBAY_ENDPOINT=.*\n/);
      const endpoint = /^export AGB_ENDPOINT=(.*)$/m.exec(command.out.stdout)?.[1] ?? '';
      return { ...command, client: new AGB({ apiKey: 'any-key', endpoint }) };
    };
    const recording = await serve(['record', '--endpoint', emulator.url, '--file', file]);
    const { context } = unwrap(await recording.client.context.create('c'));
    recording.child.kill('SIGINT');
    expect(await recording.ended).toBe(130);
    await emulator.close();
    const replay = await serve(['replay', '--file', file]);
    expect(unwrap(await replay.client.context.create('c')).context).toEqual(context);
    expect(replay.out.stderr).toBe('');
    expect(await replay.client.context.create('d')).toMatchObject({ success: false });
    await expect
      .poll(() => replay.out.stderr)
      .toMatch(/^The recording has no answer to AGB GetContext {.*"name":"d"}; /);
    replay.child.kill('SIGTERM');
    expect(await replay.ended).toBe(143);
  });

  it.each([
    [['record', '--file', 'x.har'], 'rx-context-sync: --endpoint '],
    [
      ['record', '--endpoint', 'x y', '--file', 'x.har'],
      'rx-context-sync: --endpoint must be the address of a service',
    ],
    [['replay'], 'rx-context-sync: --file '],
    [['replay', '--endpoint', 'x'], "rx-context-sync: unknown option '--endpoint'"],
  ])('say what is wrong with %j', async (args, message) => {
    const { code, stderr } = await runCommand(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
