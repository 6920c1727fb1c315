import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { SyncThread } from '../../../src/emulator/sync/SyncThread.js';
import type { ThreadedJob } from '../../../src/emulator/sync/threadMessages.js';
import { newFolder } from '../../support/newFolder.js';

it('a job whose arrivals cannot be kept is stopped, and fails with the reason, as no other job does', async () => {
  const folder = await newFolder();
  const [program, stopped] = ['program.mjs', 'stopped'].map((name) => path.join(folder, name)) as [string, string];
  await writeFile(
    program,
    `import { writeFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ number, job, stop }) => {
      if (stop !== undefined) writeFileSync(${JSON.stringify(stopped)}, String(stop));
      else if (job.root === 'full') parentPort.postMessage({ number, arrived: [] });
      else setTimeout(() => parentPort.postMessage({ number, isDone: true }), 50);
    });`,
  );
  const thread = new SyncThread(program);
  onTestFinished(() => thread.close());
  const run = (root: string, arrived: () => void) =>
    thread.run({ root } as ThreadedJob, arrived, new AbortController().signal);
  const other = run('other', () => undefined);
  const full = run('full', () => {
    throw new Error('ENOSPC');
  });
  await expect(full).rejects.toThrow('ENOSPC');
  await expect.poll(() => existsSync(stopped)).toBe(true);
  await other;
});
