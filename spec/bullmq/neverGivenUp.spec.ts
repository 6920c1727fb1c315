import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { expect, it, onTestFinished } from 'vitest';
import { neverGivenUp } from '../../src/bullmq/SyncJob.js';
import { describeWithRedis } from '../support/redis.js';

describeWithRedis('a job that is never given up', (redis) => {
  it('does not grow by what goes wrong', async () => {
    const name = randomUUID();
    const queue = new Queue(name, redis());
    const worker = new Worker(name, () => Promise.reject(new Error('no')), redis());
    onTestFinished(async () => {
      await worker.close();
      await queue.close();
    });
    await queue.add('job', {}, { ...neverGivenUp, jobId: 'one', backoff: { type: 'fixed', delay: 1 } });
    await expect.poll(async () => (await queue.getJob('one'))?.attemptsMade).toBeGreaterThan(4);
    expect((await queue.getJob('one'))?.stacktrace).toHaveLength(1);
  });
});
