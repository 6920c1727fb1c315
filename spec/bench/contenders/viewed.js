// @ts-check
// This library's handler for pages, as it is built: viewers, who are in a process of their own, follow its syncs.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AGB } from '../../../dist/esm/index.js';
import { syncHandler } from '../../../dist/esm/web/index.js';

/** @typedef {import('./fetching.js').Target} Target */

/**
 * @typedef {object} Order
 * @property {string} url the service
 * @property {readonly Target[]} targets
 * @property {number} interval
 * @property {number} viewers of all syncs together
 */

/** @param {Order} order */
const serve = async ({ url, interval }) => {
  const agb = new AGB({ apiKey: 'any-key', endpoint: url });
  /** @type {Map<string, import('../../../dist/esm/web/index.js').StoredSync>} */
  const store = new Map();
  const handle = syncHandler({
    session: (request) => agb.session(new URL(request.url).searchParams.get('session') ?? ''),
    sync: { retryInterval: interval },
    store,
  });
  const server = createServer(async (incoming, outgoing) => {
    const leaving = new AbortController();
    outgoing.once('close', () => leaving.abort());
    const { status, headers, body } = await handle(
      new Request(`http://handler${incoming.url}`, { signal: leaving.signal }),
    );
    outgoing.writeHead(status, Object.fromEntries(headers));
    if (body === null) outgoing.end();
    else await pipeline(Readable.fromWeb(/** @type {any} */ (body)), outgoing).catch(() => undefined);
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
  await once(server, 'listening');
  const address = server.address();
  const here = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return { handle, here, store, server };
};

/** Starts a sync for each target, and has all of them viewed to their ends. @param {Order} order @param {boolean} leave */
const view = async ({ targets, viewers }, { handle, here }, leave = false) => {
  const child = fork(path.join(import.meta.dirname, 'viewers.js'));
  await once(child, 'message');
  const locations = await Promise.all(
    targets.map(async ({ sessionId, ...target }) => {
      const request = new Request(`${here}/?session=${sessionId}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(target),
      });
      return new URL((await handle(request)).headers.get('location') ?? '', here).href;
    }),
  );
  child.send({ locations, viewers, leave });
  const [told] = await once(child, 'message');
  await once(child, 'exit');
  return told;
};

/** @param {Order} order */
export const syncs = async (order) => {
  const served = await serve(order);
  const { snapshots, ends } = await view(order, served);
  if (ends !== order.viewers) throw new Error(`${ends} of ${order.viewers} saw the end`);
  served.server.close();
  return { snapshots };
};

const collectGarbage = () => {
  setFlagsFromString('--expose_gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
};

/** What is left of the memory when all viewers have left: half of them in the middle. @param {Order} order */
export const leaves = async (order) => {
  const served = await serve(order);
  /** @type {number[]} */
  const used = [];
  for (let round = 0; round < 7; round++) {
    await view(order, served, true);
    served.store.clear();
    // What the client does for who left ends in a moment.
    await new Promise((resolve) => setTimeout(resolve, 200));
    used.push(collectGarbage());
  }
  served.server.close();
  // The first is what is needed once. It varies by some hundred kB from one time to the next.
  return { left: Math.min(...used.slice(4)) - Math.min(...used.slice(1, 4)) };
};
