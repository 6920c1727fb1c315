import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGB, contextSync, unwrap } from '../../src/index.js';
import { startCommand } from '../support/command.js';
import { newFolder } from '../support/newFolder.js';

/** The time that a signal leaves is over at once. */
const impatient = `
  const { setTimeout: original } = globalThis;
  globalThis.setTimeout = (call, ms, ...args) => original(call, ms === 5000 ? 100 : ms, ...args);`;

const stoppedBy = async ({ child, ended }: Awaited<ReturnType<typeof startCommand>>, signal: NodeJS.Signals) => {
  child.kill(signal);
  return [await ended, child.signalCode];
};

describe('the first signal', () => {
  it.each([['SIGTERM'], ['SIGINT'], ['SIGHUP']] as const)(
    'ends an emulator whose folder is not removed in time, which happens behind it: %s',
    async (signal) => {
      const before = `${impatient}
        import fs from 'node:fs/promises';
        import { syncBuiltinESMExports } from 'node:module';
        fs.rm = () => new Promise(() => undefined);
        syncBuiltinESMExports();`;
      const command = await startCommand(['emulator'], { before });
      await command.printed(/AGENTBAY_API_KEY/);
      expect(await stoppedBy(command, signal)).toEqual([null, signal]);
      await expect.poll(() => command.left().filter((name) => !name.endsWith('.sock'))).toEqual([]);
    },
  );

  it('leaves a folder that was given, and the files in it', async () => {
    const data = await newFolder();
    const before = `${impatient}
      import fs from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      const { rename } = fs;
      fs.rename = (from, ...args) => (/owner\\.json$/.test(from) ? new Promise(() => undefined) : rename(from, ...args));
      syncBuiltinESMExports();`;
    const command = await startCommand(['emulator', '--data', data], { before });
    await command.printed(/AGENTBAY_API_KEY/);
    expect(await stoppedBy(command, 'SIGTERM')).toEqual([null, 'SIGTERM']);
    expect(readdirSync(data)).toContain('state');
  });

  it.skipIf(process.platform === 'win32')('ends it though a file system does not answer', async () => {
    const pipe = path.join(await newFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Nobody writes there: a thread of the system's waits for ever, and `process.exit` with it.
    const before = `${impatient}
      import fs from 'node:fs';
      fs.open(${JSON.stringify(pipe)}, 'r', () => undefined);`;
    const command = await startCommand(['emulator'], { before });
    await command.printed(/AGENTBAY_API_KEY/);
    expect(await stoppedBy(command, 'SIGTERM')).toEqual([null, 'SIGTERM']);
    const other = await startCommand(['--version'], { before });
    await other.printed(/\n/);
    expect(await stoppedBy(other, 'SIGTERM')).toEqual([null, 'SIGTERM']);
  });

  it('ends it in good order while a large file is synced, and connections say nothing', async () => {
    const command = await startCommand(['emulator']);
    await command.printed(/AGENTBAY_API_KEY/);
    const [, endpoint = ''] = /AGB_ENDPOINT=(.*)/.exec(command.out.stdout) ?? [];
    const [, dataDir = ''] = /keeps its files in (.*)\n/.exec(command.out.stderr) ?? [];
    const agb = new AGB({ apiKey: 'k', endpoint, pacing: 20 });
    const { context } = unwrap(await agb.context.create('c'));
    const { session } = unwrap(await agb.create({ imageId: 'i', contextSyncs: [contextSync(context.id, '/d')] }));
    const folder = path.join(dataDir, 'sessions', session.sessionId, 'd');
    mkdirSync(folder, { recursive: true });
    await writeFile(path.join(folder, 'large'), Buffer.alloc(64_000_000, 'a'));
    await fetch(`${endpoint}/_emulator/trouble`, {
      method: 'POST',
      body: JSON.stringify({ operation: 'ListContexts', connection: 'hang' }),
    });
    const hanging = agb.context.list();
    unwrap(await session.context.start({ mode: 'upload' }));
    expect(await stoppedBy(command, 'SIGTERM')).toEqual([143, null]);
    expect(await hanging).toMatchObject({ success: false });
    expect(command.left().filter((name) => !name.endsWith('.sock'))).toEqual([]);
  });
});

/** More than a pipe holds. */
const long = 2_000_000;

describe.skipIf(process.platform === 'win32')('what is printed', () => {
  /** Nobody reads what the command has printed, and its work is done. */
  const unread = async () => {
    const before = `
      import { writeSync } from 'node:fs';
      console.log('a'.repeat(${long}));
      setTimeout(() => writeSync(2, 'still here'), 500);`;
    const command = await startCommand(['--version'], { before });
    command.child.stdout.pause();
    const ended = once(command.child, 'exit');
    await Promise.race([ended, command.logged(/still here/)]);
    return { command, ended };
  };

  it('is printed to its end, however late it is read', async () => {
    const { command } = await unread();
    command.child.stdout.resume();
    expect(await command.ended).toBe(0);
    expect(command.out.stdout.length).toBeGreaterThan(long);
  });

  it('holds nobody who stops the command', async () => {
    const { command, ended } = await unread();
    command.child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    command.child.stdout.resume();
  });

  it.skipIf(!existsSync('/dev/full'))('fails the command where there is no room for it', () => {
    const full = openSync('/dev/full', 'w');
    const cli = path.resolve('dist/cli/index.js');
    const { status, stderr } = spawnSync(process.execPath, [cli, '--version'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect(stderr.toString()).toMatch(/^rx-context-sync: what it prints is lost: ENOSPC/);
    expect(status).toBe(1);
  });
});
