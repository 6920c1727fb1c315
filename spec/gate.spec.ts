import { execFile } from 'node:child_process';
import { chmod, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from './support/citations.js';
import { newFolder } from './support/newFolder.js';

const exec = promisify(execFile);

/** Commands that only note that they were called, but those that say what they do instead. */
const commands = { npm: '', 'apt-get': '', id: 'echo 0' };

/** Runs the gate on a machine that has these commands and no others; resolves with those that it called. */
const calls = async (there: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) => {
  const folder = await newFolder();
  const noted = path.join(folder, 'noted');
  for (const name of ['bash', 'dirname', 'env']) {
    const { stdout } = await exec('/bin/sh', ['-c', `command -v ${name}`]);
    await symlink(stdout.trim(), path.join(folder, name));
  }
  for (const [name, does] of Object.entries(there)) {
    const note = name === 'id' ? '' : `echo ${name} "$@" >> ${noted}`;
    await writeFile(path.join(folder, name), `#!/bin/sh\n${note}\n${does}\n`);
    await chmod(path.join(folder, name), 0o700);
  }
  await exec(path.join(root, '.ci/run'), [], { env: { PATH: folder, ...env } });
  return (await readFile(noted, 'utf8')).trim().split('\n');
};

const tests = ['npm ci', 'npm test'];
const install = 'apt-get install -qq -y --no-install-recommends redis-server';

describe.skipIf(process.platform === 'win32')('the gate', () => {
  it('installs a Redis where there is none, and then runs the tests', async () => {
    expect(await calls(commands)).toEqual([install, ...tests]);
  });

  it('leaves none running', async () => {
    const stopped = 'systemctl disable --now redis-server';
    expect(await calls({ ...commands, systemctl: '' })).toEqual([install, stopped, ...tests]);
    expect(await calls({ ...commands, systemctl: 'exit 1' })).toEqual([install, stopped, ...tests]);
  });

  it('asks for what packages there are where it has none', async () => {
    const once = { ...commands, 'apt-get': 'case "$*" in update*) : > "$0.lists";; *) [ -e "$0.lists" ];; esac' };
    expect(await calls(once)).toEqual([install, 'apt-get update -qq', install, ...tests]);
  });

  it('runs the tests where none can be installed', async () => {
    const tried = [install, 'apt-get update -qq'];
    const machine = { ...commands, systemctl: '' };
    expect(await calls({ ...machine, 'apt-get': 'exit 100' })).toEqual([...tried, ...tests]);
    expect(await calls({ ...machine, 'apt-get': '[ "$1" = update ]' })).toEqual([...tried, install, ...tests]);
    const user = { ...commands, id: 'echo 1000', sudo: 'exit 1' };
    const sudo = (await calls(user)).map((call) => call.replace(/(?<=^sudo -n) .*(?=install|update)/, ' … '));
    expect(sudo).toEqual([expect.stringMatching('sudo -n … install'), 'sudo -n … update -qq', ...tests]);
    expect(await calls({ ...commands, id: 'echo 1000' })).toEqual(tests);
  });

  it.each([
    ['a Redis', { ...commands, 'redis-server': '' }, {}],
    ['a Valkey', { ...commands, 'valkey-server': '' }, {}],
    ['REDIS_URL', commands, { REDIS_URL: 'redis://somewhere' }],
    ['nothing to install with', { npm: '' }, {}],
  ])('only runs the tests where there is %s', async (_, there, env) => {
    expect(await calls(there, env)).toEqual(tests);
  });

  it('fails where the tests do', async () => {
    await expect(calls({ ...commands, npm: '[ "$1" = ci ]' })).rejects.toMatchObject({ code: 1 });
  });
});
