import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { root } from './citations.js';
import { isAlive } from './isAlive.js';
import { newFolder } from './newFolder.js';
import { describeWithOwnRedis, describeWithRedis, sharedRedis } from './redis.js';
import { redisCommand, startRedis } from './redisServer.js';

const exec = promisify(execFile);

const clientOf = (url: string): Redis => {
  const client = new Redis(url, { lazyConnect: true });
  // Its server may be killed while it is connected.
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  return client;
};

describeWithRedis('a Redis for specs', (redis) => {
  it('answers', async () => {
    expect(await clientOf(redis().connection.url).ping()).toBe('PONG');
  });

  it('is what a queue connects to, with keys that nobody else has', async () => {
    const { connection, prefix } = redis();
    const queue = new Queue('any', { connection, prefix });
    onTestFinished(() => queue.close());
    const { id } = await queue.add('any', { a: 1 });
    expect((await queue.getJob(id ?? ''))?.data).toEqual({ a: 1 });
    const keys = await clientOf(connection.url).keys(`${prefix}:any:*`);
    expect(keys).toContain(`${prefix}:any:${id}`);
  });
});

describeWithOwnRedis('a Redis that a spec may kill', (redis) => {
  it('forgets nothing that it answered', async () => {
    const client = clientOf(redis().url);
    const names = ['appendonly', 'appendfsync', 'maxmemory-policy'];
    expect(await Promise.all(names.map((name) => client.config('GET', name)))).toEqual(
      ['yes', 'always', 'noeviction'].map((value, index) => [names[index], value]),
    );
  });

  it('is refused while it is down, and has its data and its address when it is back', async () => {
    const { url, kill, restart, pid } = redis();
    const before = pid();
    await clientOf(url).set('a', '1');
    await kill();
    const refused = clientOf(url);
    refused.connect().catch(() => undefined);
    expect(await once(refused, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
    await restart();
    expect(await clientOf(url).get('a')).toBe('1');
    expect(pid()).not.toBe(before);
    await restart();
    expect(await clientOf(url).get('a')).toBe('1');
  });

  it('is alone, of many that start at once, and leaves nothing', async () => {
    const servers = await Promise.all(Array.from({ length: 8 }, () => startRedis()));
    const pids = servers.map(({ pid }) => pid() ?? 0);
    await Promise.all(servers.map(({ url }, index) => clientOf(url).set('a', index)));
    expect(await Promise.all(servers.map(({ url }) => clientOf(url).keys('*')))).toEqual(servers.map(() => ['a']));
    expect(pids.map(isAlive)).toEqual(pids.map(() => true));
    await Promise.all(servers.map(({ stop }) => stop()));
    expect(pids.filter(isAlive)).toEqual([]);
    expect(servers.filter(({ url }) => existsSync(path.dirname(url)))).toEqual([]);
  });

  it.each(['SIGKILL', 'SIGTERM', 'its end'] as const)(
    'leaves nothing where who started it is gone by %s',
    async (by) => {
      const source = `
      const { startRedis } = await import(${JSON.stringify(path.join(import.meta.dirname, 'redisServer.js'))});
      const server = await startRedis();
      await server.restart();
      console.log(JSON.stringify([server.pid(), server.url]));
      ${by === 'its end' ? '' : 'setInterval(() => {}, 1000);'}
    `;
      const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const [pid, url] = JSON.parse(String(line)) as [number, string];
      if (by !== 'its end') {
        expect(isAlive(pid)).toBe(true);
        child.kill(by);
      }
      await expect.poll(() => isAlive(pid) || existsSync(path.dirname(url))).toBe(false);
    },
  );

  it('is a Valkey where there is no Redis', async () => {
    const folder = await newFolder();
    const { stdout } = await exec('/bin/sh', ['-c', `command -v ${redisCommand()}`]);
    await symlink(stdout.trim(), path.join(folder, 'valkey-server'));
    vi.stubEnv('PATH', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { url, stop } = await startRedis();
    expect(await clientOf(url).ping()).toBe('PONG');
    await stop();
  });

  it('says why it does not start, and leaves nothing then', async () => {
    const folder = await newFolder();
    const [temporary, commands] = [path.join(folder, 'tmp'), path.join(folder, 'bin')];
    await Promise.all([mkdir(temporary), mkdir(commands)]);
    vi.stubEnv('TMPDIR', temporary);
    vi.stubEnv('PATH', commands);
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(startRedis()).rejects.toThrow('neither a redis-server nor a valkey-server');
    const script = '#!/bin/sh\n[ "$1" = --version ] || { echo Begun; echo Out of luck; exit 1; }\n';
    await writeFile(path.join(commands, 'redis-server'), script, { mode: 0o700 });
    await expect(startRedis()).rejects.toThrow('redis-server did not start: Begun Out of luck');
    const long = path.join(temporary, 'long'.repeat(30));
    await mkdir(long);
    vi.stubEnv('TMPDIR', long);
    await expect(startRedis()).rejects.toThrow('TMPDIR is too long');
    expect(readdirSync(temporary, { recursive: true })).toEqual([path.basename(long)]);
  });

  it('has nothing left of a suite when it is shared', async () => {
    const { url } = redis();
    const client = clientOf(url);
    const suite = await sharedRedis(url);
    const another = await sharedRedis(url);
    const keys = Array.from({ length: 2500 }, (_, index) => `${suite.prefix}:any:${index}`);
    await client.mset(keys.flatMap((key) => [key, '1']));
    await client.mset(`${another.prefix}:any`, '1', 'of-others', '1');
    await suite.stop();
    const left = await client.keys('*');
    expect(left).toEqual(expect.arrayContaining([`${another.prefix}:any`, 'of-others']));
    expect(left.filter((key) => key.startsWith(suite.prefix))).toEqual([]);
    await another.stop();
    await expect(sharedRedis(`${url}-nowhere`)).rejects.toThrow(/^Nothing answers at REDIS_URL: .*ENOENT/);
  });
});

/** The last lines of a run of the suites above, where there is no server on the path. */
const runWithout = async (redisUrl: string): Promise<readonly string[]> => {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const env = { ...process.env, PATH: await newFolder(), REDIS_URL: redisUrl };
  const args = [vitest, 'run', 'spec/support/redis.spec.ts', '-t', '^a Redis'];
  const { stdout } = await exec(process.execPath, args, { cwd: root, env });
  return stdout.trim().split('\n').slice(-2);
};

describe('where there is no server on the path', () => {
  it('specs are skipped, and a line says how to get one', async () => {
    expect(await runWithout('')).toEqual([
      expect.stringMatching(/^Skipped \d\d for want of a Redis: apt-get install redis-server, or set REDIS_URL$/),
      expect.stringMatching(/^0 passed, 0 failed, \d\d skipped$/),
    ]);
  });

  it.runIf(redisCommand())(
    'that of REDIS_URL is taken, but for specs that kill it, and has nothing left after',
    async () => {
      const { url, stop } = await startRedis();
      onTestFinished(stop);
      expect(await runWithout(url)).toEqual([
        expect.stringMatching(/^Skipped \d+ for want of a Redis that may be killed: apt-get install redis-server$/),
        expect.stringMatching(/^2 passed, 0 failed, \d\d skipped$/),
      ]);
      const client = clientOf(url);
      expect(await client.info('stats')).toMatch(/total_commands_processed:\d{2}/);
      expect(await client.keys('*')).toEqual([]);
    },
  );
});
