import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGB, AgentBay, contextSync, unwrap } from '../../src/index.js';
import { newFolder, startCommand } from '../support/command.js';

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

describe('rx-context-sync emulator', () => {
  it('tells what clients need, and each request, and stops cleanly', async () => {
    const running = await start([]);
    const { env, out, left } = running;
    const agb = new AGB({ apiKey: env['AGB_API_KEY'], endpoint: env['AGB_ENDPOINT'] });
    const bay = new AgentBay({ apiKey: env['AGENTBAY_API_KEY'], endpoint: env['AGENTBAY_ENDPOINT'] });
    expect(await agb.context.create('my \u001b[31m data')).toMatchObject({ success: true });
    expect(await bay.context.get('none')).toMatchObject({ error: { _tag: 'NotFound' } });
    await expect.poll(() => out.stdout).toMatch(/^[\d:.]{12} GetContext none -> 400 Context\.NotFound$/m);
    expect(out.stdout).toMatch(/^[\d:.]{12} GetContext my \\u001b\[31m data -> 200 ok$/m);
    const mounted = unwrap(await agb.context.get('mounted', { create: true })).context.id;
    await agb.create({ imageId: 'i', contextSyncs: [contextSync(mounted, '/d')], retryInterval: 5 });
    await expect.poll(() => out.stdout).toMatch(/^[\d:.]{12} task \S+ SdkCtx-\S+ \/d download -> Success$/m);
    expect(out.stdout).not.toContain('\u001b');
    expect(await stop(running, 'SIGINT')).toBe(130);
    expect(out.stderr).toBe('');
    expect(left().filter((name) => !name.endsWith('.sock'))).toEqual([]);
  });

  it('keeps a folder that it is given, knows its keys, and makes trouble', async () => {
    const dataDir = await newFolder();
    const running = await start(['--data', dataDir, '--key', 'one', '--key', 'two', '--trouble', 'throttled']);
    expect(running.env).toMatchObject({ AGB_API_KEY: 'one', AGENTBAY_API_KEY: 'one' });
    const endpoint = running.env['AGB_ENDPOINT'];
    expect(await new AGB({ apiKey: 'three', endpoint }).context.get('x')).toMatchObject({ success: false });
    const tags = new Set<string | undefined>();
    for (let call = 0; call < 30; call++)
      tags.add((await new AGB({ apiKey: 'two', endpoint }).context.list()).error?._tag);
    expect(tags).toEqual(new Set(['RateLimited', undefined]));
    expect(await stop(running, 'SIGTERM')).toBe(143);
    expect(existsSync(path.join(dataDir, 'state'))).toBe(true);
  });

  it('speaks https where it is asked to, and says what to trust', async () => {
    const { env, out } = await start(['--tls']);
    expect(env['AGB_ENDPOINT']).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(env['AGENTBAY_ENDPOINT']).toMatch(/^127\.0\.0\.1:\d+$/);
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
    [['--port', '99999'], /`port` must be a whole number/],
    [['--port', 'abc'], /`port` must be a whole number/],
    [['--trouble', 'bad'], /`trouble` must be one of flaky-network, throttled, slow-service/],
    [['--dir', '.'], /--dir is no option of emulator/],
    [['--key', 'a b'], /`apiKeys` must be/],
    [['--origin', 'localhost:80'], /`origins` must be an array of origins/],
    [['more'], /^Usage:/],
  ])('refuses %j', async (args, message) => {
    const { out, ended } = await start(args);
    expect(await ended).toBe(2);
    expect(out.stderr).toMatch(message);
  });
});
