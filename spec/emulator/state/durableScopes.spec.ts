import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { AGB, contextSync, unwrap } from '../../../src/index.js';
import { writeFiles } from '../../support/emulated.js';
import { newFolder } from '../../support/newFolder.js';
import { readFiles } from '../../support/readFiles.js';

const fast = { retryInterval: 20 };
const files = Object.fromEntries(
  Array.from({ length: 40 }, (_, index) => [`${index % 5}/${index}.txt`, 'x'.repeat(1000)]),
);

const start = async (dataDir: string) => {
  const child = spawn(process.execPath, ['spec/support/emulatorProcess.js', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const [url] = (await once(child.stdout, 'data')) as [Buffer];
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  return { url: String(url).trim(), kill };
};

/** A context with files in a session. */
const inhabited = async (dataDir: string, url: string, apiKey: string) => {
  const agb = new AGB({ apiKey, endpoint: url });
  const { context } = unwrap(await agb.context.create('c'));
  const contextSyncs = [contextSync(context.id, '/data')];
  const { session } = unwrap(await agb.create({ imageId: 'i', contextSyncs, ...fast }));
  await writeFiles(path.join(dataDir, 'sessions', session.sessionId, 'data'), files);
  return { context, session };
};

it('an emulator that is killed leaves nothing of its scopes to the next start, whatever they did, and the rest as it was', async () => {
  const dataDir = await newFolder();
  const list = (folder: string) => readdir(path.join(dataDir, folder));
  let emulator = await start(dataDir);
  const mine = await inhabited(dataDir, emulator.url, 'any-key');
  unwrap(await mine.session.context.sync({ ...fast, mode: 'upload' }));
  const seen = { left: 0, gone: 0 };

  // As often as it takes to come at the right moment: how often one does is up to the machine.
  for (let round = 0; round < 12 || ((seen.left < 6 || seen.gone === 0) && round < 200); round++) {
    const { url, kill } = emulator;
    const control = (method: string, at: string) => fetch(`${url}/_emulator/${at}`, { method });
    const { data } = (await (await control('POST', 'scopes')).json()) as { data: { id: string; apiKey: string } };
    const { session } = await inhabited(dataDir, url, data.apiKey);
    unwrap(await session.context.start({ mode: 'upload' }));
    await sleep(Math.random() * 10);
    const ends = [
      ['POST', `scopes/${data.id}/reset`],
      ['DELETE', `scopes/${data.id}`],
    ] as const;
    const end = ends[round % 3];
    const ended = end === undefined ? undefined : control(end[0], end[1]).catch(() => undefined);
    await Promise.race(
      [sleep(Math.random() * 20), round % 2 === 0 ? ended : undefined].filter((one) => one !== undefined),
    );
    await kill();
    await ended;
    seen[(await list('state/sessions')).length > 1 ? 'left' : 'gone']++;
    emulator = await start(dataDir);
    await expect.poll(() => list('sessions')).toEqual([mine.session.sessionId]);
    await expect.poll(() => list('contexts')).toEqual([mine.context.id]);
    await expect.poll(() => list('state/sessions')).toEqual([`${mine.session.sessionId}.json`]);
    await expect.poll(() => list('state/contexts')).toEqual([`${mine.context.id}.json`]);
    await expect.poll(() => list('scratch')).toEqual([]);
  }

  expect(await readFiles(path.join(dataDir, 'contexts', mine.context.id, 'data'))).toEqual(files);
  const again = new AGB({ apiKey: 'any-key', endpoint: emulator.url }).session(mine.session.sessionId);
  unwrap(await again.context.sync({ ...fast, mode: 'upload' }));
  // Else the crashes came too early or too late to prove anything.
  expect(seen.left).toBeGreaterThan(5);
  expect(seen.gone).toBeGreaterThan(0);
});
