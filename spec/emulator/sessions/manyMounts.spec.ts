import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../../src/emulator/index.js';
import { AgentBay, contextSync, unwrap } from '../../../src/index.js';
import { newFolder } from '../../support/newFolder.js';

const fast = { retryInterval: 20 };
const patient = { ...fast, maxRetries: 2000 };

/** How much is kept of sessions: of them as a whole, and of their tasks. */
const sizesIn = (dataDir: string) =>
  ['sessions', 'tasks'].map((kind) => {
    const folder = path.join(dataDir, 'state', kind);
    return readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
  }) as [number, number];

it.each([20, 80])('a session with %i mounts survives, and is not written anew for each of its tasks', async (count) => {
  const dataDir = await newFolder();
  const first = await startEmulator({ dataDir });
  const client = new AgentBay({ apiKey: 'k', endpoint: first.url });
  const { context } = unwrap(await client.context.create('c'));
  const contextSyncs = Array.from({ length: count }, (_, index) => contextSync(context.id, `/m/${index}`));
  const { session } = unwrap(await client.create({ contextSyncs, ...fast }));
  const stateFile = path.join(dataDir, 'state/sessions', `${session.sessionId}.json`);
  const revision = () => (JSON.parse(readFileSync(stateFile, 'utf8')) as { revision: number }).revision;
  // Each of its tasks ran, and ended.
  expect(revision()).toBe(count > 50 ? 1 : 1 + 2 * count);
  unwrap(await session.context.sync({ ...patient, mode: 'upload' }));
  const [whole, tasks] = sizesIn(dataDir);
  if (count > 50) expect(tasks).toBeLessThan(3 * whole);
  else expect(tasks).toBe(0);
  const { contextStatusData } = unwrap(await session.context.info());
  expect(new Set(contextStatusData.map(({ status }) => status))).toEqual(new Set(['Success']));
  await first.close();

  const second = await startEmulator({ dataDir });
  onTestFinished(() => second.close());
  const again = new AgentBay({ apiKey: 'k', endpoint: second.url }).session(session.sessionId);
  expect(unwrap(await again.context.info()).contextStatusData).toEqual(contextStatusData);
  unwrap(await again.context.sync({ ...patient, contextId: context.id, path: '/m/7', mode: 'upload' }));
  unwrap(await again.delete(fast));
  await expect.poll(() => sizesIn(dataDir)).toEqual([0, 0]);
});
