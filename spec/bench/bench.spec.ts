import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { syncQueue } from '../../src/bullmq/index.js';
import { describeWithOwnRedis } from '../support/redis.js';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

/** Starts a program of this folder, and gives the first that it tells. */
const start = async (file: string, args: readonly string[] = [], order?: object) => {
  const child = fork(path.join(import.meta.dirname, file), args);
  if (order) child.send(order);
  const [told] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
  return { child, told };
};

let url = '';
beforeAll(async () => {
  const { child, told } = await start('service/service.js');
  url = String(told);
  return () => child.disconnect();
});

const reset = (settings: object) =>
  fetch(`${url}/control/reset`, { method: 'POST', body: JSON.stringify(settings) }).then((response) => response.text());

const counts = async () => (await (await fetch(`${url}/control/counts`)).json()) as Record<string, number>;

const run = async (contender: string, work: string, order: object) => {
  const { child, told } = await start('contenders/contender.js', [contender, work], { url, ...order });
  onTestFinished(() => void child.kill());
  return told;
};

const figures = Object.fromEntries(
  ['wall', 'cpu', 'memory', 'loopDelay', 'busy'].map((name) => [name, expect.any(Number) as unknown]),
);

const settings = { contexts: 3, seconds: 0.2, spread: true, latency: 1 };
const whole = [1, 1, 2].map((session) => ({ sessionId: `s-${session}` }));
const alone = [0, 1, 2].map((index) => ({ sessionId: 's', contextId: `SdkCtx-${index}`, path: `/data-${index}` }));

describe.each(['ours', 'plain', 'shared'])('the contender "%s" of the benchmarks', (contender) => {
  it.each([whole, alone])('follows syncs to their end', async (...targets) => {
    await reset(settings);
    const told = await run(contender, 'syncs', { targets, interval: 10 });
    expect(told).toMatchObject({ ...figures, snapshots: expect.any(Number) as unknown });
    // Each is told of the end, at least.
    expect((told as Record<string, number>)['snapshots']).toBeGreaterThan(2);
    const { requests = 0, connections = 0, atATime = 0 } = await counts();
    // Three triggers, and one poll at least.
    expect(requests).toBeGreaterThan(3);
    expect(connections).toBeGreaterThanOrEqual(atATime);
    expect(atATime).toBeGreaterThan(0);
  });
});

describe.each(['ours', 'plain', 'ky'])('the contender "%s" of the benchmarks', (contender) => {
  it('reads the status one time after the other', async () => {
    await reset({ finishedBefore: true });
    expect(await run(contender, 'infos', { target: { sessionId: 's' }, calls: 3, warmUp: { calls: 2 } })).toMatchObject(
      figures,
    );
    expect(await counts()).toMatchObject({ requests: 5, atATime: 1 });
  });
});

describe.each(['ours', 'plain'])('the contender "%s" of the benchmarks', (contender) => {
  it('watches sessions', async () => {
    await reset({ finishedBefore: true });
    const watched = await run(contender, 'watches', { targets: whole, interval: 10, duration: 1500 });
    // Nothing happens in them: each is told once.
    expect(watched).toMatchObject({ ...figures, changes: 3 });
    expect((await counts())['requests']).toBeGreaterThan(2);
  });
});

describe('the handler of the benchmarks', () => {
  it('is looked at by viewers to the ends of its syncs', async () => {
    await reset({ seconds: 0.2, latency: 1 });
    const told = await run('viewed', 'syncs', { targets: whole.slice(1), interval: 10, viewers: 6 });
    expect(told).toMatchObject({ ...figures, snapshots: expect.any(Number) as unknown });
    expect((told as Record<string, number>)['snapshots']).toBeGreaterThanOrEqual(6);
  });
});

/** A program that answers as long as it runs: `spec/bench/scale/answering.js`. */
const startAnswering = async (file: string, order: object) => {
  const { child } = await start(file, [], order);
  onTestFinished(() => void child.kill());
  return async (question: object) => {
    child.send(question);
    const [told] = (await once(child, 'message')) as [Record<string, number>];
    return told;
  };
};

describe('the process of the benchmarks that has its syncs for itself', () => {
  it('carries them, and tells what it costs', async () => {
    await reset({ seconds: 0.2, latency: 1 });
    const ask = await startAnswering('scale/embedded.js', { url });
    await ask({ begin: true });
    await ask({ add: whole, options: { retryInterval: 10 } });
    await expect.poll(async () => (await ask({}))['ended']).toBe(3);
    expect(await ask({ tell: true })).toMatchObject(figures);
    expect(await counts()).toMatchObject({ triggers: 3 });
  });
});

describeWithOwnRedis('a worker of the benchmarks', (redis) => {
  it('carries syncs, and tells what it costs', async () => {
    await reset({ seconds: 0.2, latency: 1 });
    const { url: path } = redis();
    const reached = { connection: { url: path }, queue: 'syncs' };
    const ask = await startAnswering('scale/worker.js', { url, worker: reached });
    const begun = await ask({ begin: true });
    const queue = syncQueue(reached);
    onTestFinished(() => queue.close());
    await Promise.all(whole.map(({ sessionId }) => queue.add(sessionId, { retryInterval: 10 })));
    await expect.poll(() => queue.queue.getCompletedCount()).toBe(3);
    const told = await ask({ tell: true });
    expect(told).toMatchObject(figures);
    const { requests = 0, triggers, inASecond = 0 } = await counts();
    expect(triggers).toBe(3);
    expect(inASecond).toBeGreaterThan(0);
    expect(inASecond).toBeLessThanOrEqual(requests);
    // Each request is a run of a job: it is fetched, read, kept and put back.
    expect((told['operations'] ?? 0) - (begun['operations'] ?? 0)).toBeGreaterThan(4 * requests);
  });
});

describe('the benchmarks of scale', () => {
  it('say what they need where there is no Redis', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [path.join(import.meta.dirname, 'run.js'), 'scale'],
      {
        env: { PATH: '' },
      },
    );
    const [, ...told] = stdout.split('\n').filter((line) => line !== '');
    expect(told.map((line) => /^(scale-\w+): needs a Redis .*: apt-get install redis-server$/.exec(line)?.[1])).toEqual(
      [...['scale-1', 'scale-5', 'scale-limit']],
    );
  });
});

describe('the schedule that learns', () => {
  it('reaches its aims: they are made up, so always the same', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      path.join(import.meta.dirname, 'run.js'),
      'schedule-60s',
    ]);
    expect(stdout.match(/: reached$/gm)).toHaveLength(9);
    expect(stdout).not.toContain('NOT reached');
  });
});
