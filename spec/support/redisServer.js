// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';

// A Redis of one's own, for specs and programs. (Libraries that start one download and compile it, or want Docker, and none starts
// it again on the same data.) It listens on a socket in its folder, and on no port: however many start at once, no two of them want
// the same, and nobody takes it while one is down.

/** The shortest that a system allows; a longer one would be cut off in silence. */
const longestSocket = 103;

/** As a queue needs it: what was answered is not forgotten. No child of it, which would outlive it, ever writes its files anew. */
const settings = Object.entries({
  port: '0',
  unixsocket: 'redis.sock',
  appendonly: 'yes',
  appendfsync: 'always',
  'maxmemory-policy': 'noeviction',
  save: '',
  'auto-aof-rewrite-percentage': '0',
}).flatMap(([name, value]) => [`--${name}`, value]);

/**
 * The shell becomes the server, so that both are one process; and it leaves a shell that reads what only we write to. A line says
 * that the server has ended. An end without one says that we have, and a killed process has no other way to say so.
 */
const guarded = '(read -r line <&3 || { kill -9 $$; rm -rf "$PWD"; }) & exec "$@" 3<&-';

/** The server that is on the path, of Redis or Valkey. */
export const redisCommand = () =>
  ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** @param {string} command @param {string} folder */
const spawnGuarded = (command, folder) => {
  const log = openSync(path.join(folder, 'log'), 'a');
  const child = spawn('/bin/sh', ['-c', guarded, 'sh', command, ...settings], {
    cwd: folder,
    // A Ctrl-C in the terminal is for us, not for the guard.
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
  });
  closeSync(log);
  const guard = /** @type {import('node:net').Socket} */ (child.stdio[3]);
  // Where nobody stops it, it does not keep us from ending either.
  child.unref();
  guard.unref();
  const ended = once(child, 'exit').then(() => void guard.end('\n'));
  return { child, ended };
};

/** Starts a server, and resolves when it answers. */
export const startRedis = async () => {
  const command = redisCommand();
  if (command === undefined) throw new Error('There is neither a redis-server nor a valkey-server on the path');
  const folder = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-redis-'));
  const url = path.join(folder, 'redis.sock');
  if (Buffer.byteLength(url) > longestSocket) {
    await rm(folder, { recursive: true });
    throw new Error(`TMPDIR is too long for a socket in it: ${url}`);
  }
  let server = spawnGuarded(command, folder);

  const answering = async () => {
    const client = new Redis(url, { retryStrategy: () => 10, maxRetriesPerRequest: null });
    // It is not there yet.
    client.on('error', () => undefined);
    const failed = server.ended.then(async () => {
      const log = await readFile(path.join(folder, 'log'), 'utf8');
      throw new Error(`${command} did not start: ${log.trim().split('\n').slice(-3).join(' ')}`);
    });
    try {
      await Promise.race([client.ping(), failed]);
    } finally {
      client.disconnect();
    }
    // From here on its end is no failure of ours.
    failed.catch(() => undefined);
  };

  const kill = async () => {
    server.child.ref();
    server.child.kill('SIGKILL');
    await server.ended;
  };

  const stop = async () => {
    await kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  await answering().catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    url,
    pid: () => server.child.pid,
    kill,
    restart: async () => {
      await kill();
      server = spawnGuarded(command, folder);
      await answering();
    },
    stop,
  };
};
