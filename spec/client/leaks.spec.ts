import { getEventListeners } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EMPTY, lastValueFrom, mergeMap, range } from 'rxjs';
import { expect, it } from 'vitest';
import type { ContextManager } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { clientOf, services, type TestedService } from '../support/services.js';
import { failed, succeeded, task } from '../support/tasks.js';

const syncs = 3000;
const atOnce = 100;

const contextStatus = {
  fails: StatusString.encode([failed()]),
  runs: StatusString.encode([task()]),
  works: StatusString.encode([succeeded()]),
};

/** A service whose sessions do what they are called: `s-fails-7`, `s-refused-7`, `s-runs-7`, `s-works-7`. */
const startService = async (service: TestedService) => {
  const { speech } = service;
  const answer = (asked: string, response: ServerResponse): void => {
    const kind = /sessionId=s-([a-z]+)/i.exec(asked)?.[1] ?? '';
    const isTrigger = asked.includes('SyncContext');
    const isRefused = kind === 'refused' && isTrigger;
    const status = speech.status(contextStatus[kind as keyof typeof contextStatus]);
    response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isRefused ? speech.bad('', '') : speech.good(isTrigger ? undefined : status)));
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk))).on('end', () => answer(`${request.url} ${body}`, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, client: clientOf(service, `http://127.0.0.1:${(server.address() as AddressInfo).port}`) };
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

it('thousands of syncs leave nothing behind, with one service or the other', async () => {
  const started = await Promise.all(services.map((service) => startService(service)));
  const { signal } = new AbortController();
  const unhandled: unknown[] = [];
  const remember = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', remember);
  process.on('warning', remember);
  const run = (count: number) =>
    lastValueFrom(
      range(0, count).pipe(
        mergeMap((index) => {
          const client = started[Math.floor(index / 6) % started.length]?.client;
          return client ? runOne((name) => client.session(name).context, index, signal) : EMPTY;
        }, atOnce),
      ),
    );

  await run(2000);
  const timers = active('Timeout');
  const before = await heapUsed();
  await run(syncs);
  // A single closure of a few hundred bytes kept for each sync would be more; what is kept stays, however long one waits.
  await expect.poll(async () => (await heapUsed()) - before).toBeLessThan(syncs * 300);
  for (const { server } of started) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  await expect.poll(() => active('TCPSocketWrap')).toBe(0);
  expect(active('Timeout')).toBeLessThanOrEqual(timers);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  expect(unhandled).toEqual([]);
  process.off('unhandledRejection', remember);
  process.off('warning', remember);
});
