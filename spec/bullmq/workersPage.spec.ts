import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { transformWithOxc } from 'vite';
import { expect, it, onTestFinished } from 'vitest';
import { root, textOf } from '../support/citations.js';
import { codeBlocksOf } from '../support/markdown.js';
import { describeWithOwnRedis } from '../support/redis.js';

/** The programs of the page, by what is in them alone. */
const programs = {
  'worker.mjs': 'syncWorker(',
  'add.mjs': 'syncs.add(',
  'session.mjs': 'startEmulator(',
  'queue.mjs': 'new QueueEvents(',
};

/** A folder with the programs, where what the page says to install is. */
const project = async (): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const page = textOf('docs/workers.md');
  const [, packages = ''] = /^npm install (.*)$/m.exec(page) ?? [];
  // BullMQ does not install it, and here it is found all the same.
  expect(packages.split(' ')).toContain('ioredis');
  await mkdir(path.join(folder, 'node_modules'));
  for (const name of packages.split(' '))
    await symlink(
      name === 'rx-context-sync' ? root : path.join(root, 'node_modules', name),
      path.join(folder, 'node_modules', name),
      'junction',
    );
  for (const [file, part] of Object.entries(programs)) {
    const code = codeBlocksOf(page).find((block) => block.includes(part)) ?? '';
    await writeFile(path.join(folder, file), (await transformWithOxc(code, 'example.ts')).code);
  }
  return folder;
};

describeWithOwnRedis('the programs of the page on workers', (redis) => {
  it('carry out one sync for all who add it, and show it in the queue', async () => {
    const cwd = await project();
    let env: NodeJS.ProcessEnv = { ...process.env, REDIS_URL: redis().url, PORT: '0' };
    const start = (...args: readonly string[]): ChildProcess => {
      const started = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void started.kill('SIGKILL'));
      return started;
    };
    const lines = async (of: ChildProcess, count: number): Promise<readonly string[]> => {
      const read: string[] = [];
      if (of.stdout)
        for await (const line of createInterface({ input: of.stdout })) if (read.push(line) === count) break;
      return read;
    };
    const [forWorker = '', forAdd = ''] = await lines(start('session.mjs'), 2);
    const [command, ...variables] = forWorker.split(' ').reverse();
    expect([command, variables.shift()]).toEqual(['worker.mjs', 'node']);
    for (const [name = '', value] of variables.map((variable) => variable.split('='))) env = { ...env, [name]: value };

    const worker = start('worker.mjs');
    const add = async () => {
      const { stdout } = await promisify(execFile)(process.execPath, forAdd.split(' ').slice(1), { cwd, env });
      return stdout.trim().split('\n');
    };
    const [first, second] = await Promise.all([add(), add()]);
    expect([first.at(-1), second.at(-1)]).toEqual(Array(2).fill('succeeded 1 of 1 tasks'));
    expect(await add()).toEqual(['succeeded 1 of 1 tasks']);

    const shown = await lines(start('queue.mjs'), 2);
    expect(shown[0]).toMatch(/wait: 0, delayed: 0, active: 0, completed: 1/);
    expect(shown[1]).toBe('order-17 succeeded');
    worker.kill('SIGTERM');
    expect(await once(worker, 'exit')).toEqual([0, null]);
  });
});
