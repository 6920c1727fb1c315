import { getEventListeners, setMaxListeners } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { from, lastValueFrom, mergeMap, range } from 'rxjs';
import { expect, it } from 'vitest';
import { AGB, type ContextManager } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { failed, succeeded, task } from '../support/tasks.js';

const syncs = 10_000;
const atOnce = 100;

const contextStatus = {
  fails: StatusString.encode([failed()]),
  runs: StatusString.encode([task()]),
  works: StatusString.encode([succeeded()]),
};

/** A service whose sessions do what they are called: `s-fails-7`, `s-refused-7`, `s-runs-7`, `s-works-7`. */
const startService = async () => {
  const server = createServer((request, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const kind = searchParams.get('sessionId')?.split('-')[1] ?? '';
    const isTrigger = pathname === '/sdk/SyncContext';
    const data = { contextStatus: contextStatus[kind as keyof typeof contextStatus] };
    request.resume();
    const isRefused = kind === 'refused' && isTrigger;
    response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ success: !isRefused, requestId: 'R', ...(isTrigger ? {} : { data }) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
};

/** A sync of which a third works, a third fails, and a third is unsubscribed at some moment. */
const runOne = async (
  contextOf: (name: string) => ContextManager,
  index: number,
  signal: AbortSignal,
): Promise<void> => {
  if (index % 3 === 2) {
    const subscription = contextOf(`s-runs-${index}`).sync$({ retryInterval: 1, baseline: false }).subscribe();
    await sleep(Math.random() * 12);
    subscription.unsubscribe();
    return;
  }
  const kind = index % 3 === 0 ? 'works' : index % 2 === 0 ? 'fails' : 'refused';
  const result = await contextOf(`s-${kind}-${index}`).sync({ retryInterval: 1, baseline: false, signal });
  expect(result.success).toBe(kind === 'works');
};

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

const heapUsed = async (): Promise<number> => {
  for (let round = 0; round < 4; round++) {
    collectGarbage();
    await sleep(20);
  }
  return process.memoryUsage().heapUsed;
};

const active = (kind: string): number => process.getActiveResourcesInfo().filter((name) => name === kind).length;

it('ten thousand syncs leave nothing behind', async () => {
  const { url, server } = await startService();
  const agb = new AGB({ apiKey: 'any-key', endpoint: url });
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const unhandled: unknown[] = [];
  const remember = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', remember);
  const run = (count: number) =>
    lastValueFrom(
      range(0, count).pipe(
        mergeMap((index) => from(runOne((name) => agb.session(name).context, index, signal)), atOnce),
      ),
    );

  await run(syncs / 5);
  const timers = active('Timeout');
  const before = await heapUsed();
  await run(syncs);
  const after = await heapUsed();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await sleep(50);

  expect(active('Timeout')).toBeLessThanOrEqual(timers);
  expect(active('TCPSocketWrap')).toBe(0);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  expect(unhandled).toEqual([]);
  // A single closure of a few hundred bytes kept for each sync would be megabytes.
  expect(after - before).toBeLessThan(3 * 2 ** 20);
  process.off('unhandledRejection', remember);
}, 60_000);
