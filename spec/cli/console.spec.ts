import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand, startCommand } from '../support/command.js';
import { newFolder } from '../support/newFolder.js';

const address = /(http:\/\/127\.0\.0\.1:\d+\/_emulator\/)#token=(\S{32})/;

/** Asks the console as its page does. */
const ask = (said: string, place: string, method = 'GET'): Promise<Response> => {
  const [, url = '', token = ''] = address.exec(said) ?? [];
  return fetch(url + place, { method, headers: { Authorization: `Bearer ${token}` } });
};

describe('rx-context-sync emulator', () => {
  it('says where its console is, and lets in who has that address', async () => {
    const { out, logged } = await startCommand(['emulator', '--key', 'secret-key']);
    expect(await logged(/^Look at it in a browser: .*$/m)).toBe(true);
    const page = await ask(out.stderr, '');
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('console.js')]);
    expect((await ask(out.stderr, 'journal')).status).toBe(200);
  });

  it.each([[['--no-console']], [['--quiet']]])('has none with %j', async (args) => {
    const { out, printed } = await startCommand(['emulator', ...args]);
    expect(await printed(/AGB_ENDPOINT=.*\n/)).toBe(true);
    const [, url] = /AGB_ENDPOINT=(.*)\n/.exec(out.stdout) ?? [];
    expect(out.stderr).not.toContain('_emulator/#');
    expect((await fetch(`${url}/_emulator/`)).status).toBe(404);
  });
});

describe('rx-context-sync demo --web', () => {
  it('shows the demonstration in the console, again where somebody asks for it, until it is stopped', async () => {
    const folder = await newFolder();
    await writeFile(path.join(folder, 'a.txt'), 'a');
    const command = await startCommand(['demo', '--web', '--dir', folder]);
    expect(await command.printed(/^1: upload succeeded after [\d.]+ s, download succeeded after [\d.]+ s$/m)).toBe(
      true,
    );
    const { stdout } = command.out;
    expect(stdout).toMatch(/^Open http\S+\nand see 1 file go from one session to another\. Stop it with Ctrl-C\.\n/);
    // It is done when the syncs are.
    expect((await ask(stdout, `console/actions?${new URLSearchParams({ name: 'Sync again' })}`, 'POST')).status).toBe(
      200,
    );
    expect(command.out.stdout).toMatch(/^2: upload succeeded/m);
    command.child.kill('SIGINT');
    expect([await command.ended, command.out.stderr, command.left()]).toEqual([130, '', []]);
  });

  it('tells what goes wrong, and goes on', async () => {
    const folder = await newFolder();
    await writeFile(path.join(folder, 'a.txt'), 'a');
    const command = await startCommand(['demo', '--web', '--dir', folder]);
    await command.printed(/^1: /m);
    const [, url = '', token = ''] = address.exec(command.out.stdout) ?? [];
    const headers = { Authorization: `Bearer ${token}` };
    await fetch(`${url}trouble`, { method: 'POST', headers, body: '{"httpStatus":403,"probability":1}' });
    // One that runs already may be past it.
    const again = async (isSaid: RegExp): Promise<void> => {
      while (!isSaid.test(command.out.stdout))
        await ask(command.out.stdout, 'console/actions?name=Sync%20again', 'POST');
    };
    await again(/^\d: .*403/m);
    await fetch(`${url}trouble`, { method: 'DELETE', headers });
    await again(/^\d: .*403.*\n(?:.*\n)*\d: upload succeeded/m);
    command.child.kill('SIGINT');
    expect(await command.ended).toBe(130);
    expect(existsSync(folder)).toBe(true);
  });

  it('is refused where npm took its option, and where the folder cannot be read', async () => {
    const env = { npm_lifecycle_event: 'start', npm_package_name: 'rx-context-sync', npm_config_web: 'true' };
    const taken = await runCommand(['demo'], { env });
    expect(taken.stderr).toBe('rx-context-sync: npm took --web for an option of its own; write npm start -- --web\n');
    const unread = await runCommand(['demo', '--web', '--dir', path.join(await newFolder(), 'none')]);
    expect([unread.code, unread.stdout]).toEqual([2, '']);
    expect(unread.stderr).toMatch(/^rx-context-sync: cannot read all of /);
  });
});
