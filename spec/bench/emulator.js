// @ts-check
// How the emulator bears load: 1,000 sessions, 10,000 contexts, 200 status requests a second. It tells the longest time that
// the event loop of the emulator stood still. Run by `npm run bench:emulator`, after `npm run build`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const size = { contexts: 10_000, sessions: 1000, perSecond: 200, seconds: 15 };

if (process.send) {
  const { startEmulator } = await import('../../dist/esm/emulator/index.js');
  const emulator = await startEmulator();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  process.on('message', (message) => {
    if (message === 'measure') {
      delay.reset();
      delay.enable();
    } else {
      const [longest, usual] = [delay.max, delay.percentile(99)].map((nanoseconds) => nanoseconds / 1e6);
      void emulator.close().then(() => process.send?.({ longest, usual }, () => process.exit()));
    }
  });
  process.send(emulator.url);
} else {
  const child = fork(fileURLToPath(import.meta.url));
  const [url] = await once(child, 'message');
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });

  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
  const ask = (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: 'Bearer any-key' };
      const asked = request(url + path, { method, headers, agent }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(JSON.parse(text)));
      });
      asked.on('error', reject).end(body && JSON.stringify(body));
    });

  /** @template T @param {number} count @param {(index: number) => Promise<T>} one @returns {Promise<T[]>} */
  const many = async (count, one) => {
    /** @type {T[]} */
    const results = [];
    let next = 0;
    const worker = async () => {
      while (next < count) {
        const index = next++;
        results[index] = await one(index);
      }
    };
    await Promise.all(Array.from({ length: 32 }, worker));
    return results;
  };
  /** @param {string} what @param {number} count @param {() => Promise<unknown>} work */
  const timed = async (what, count, work) => {
    const began = performance.now();
    await work();
    const seconds = (performance.now() - began) / 1000;
    console.log(`${what}: ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} a second`);
  };

  child.send('measure');
  /** @type {string[]} */
  let contexts = [];
  /** @type {string[]} */
  let sessions = [];
  await timed('10,000 contexts', size.contexts, async () => {
    const made = await many(size.contexts, (index) => ask('GET', `/sdk/GetContext?name=c-${index}&allowCreate=true`));
    contexts = made.map(({ data }) => data.id);
  });
  await timed('1,000 sessions with two contexts each', size.sessions, async () => {
    const made = await many(size.sessions, (index) => {
      const persistenceDataList = [0, 1].map((at) => ({ contextId: contexts[index * 2 + at], path: `/data-${at}` }));
      return ask('POST', '/mcp/createSession?imageId=i', { persistenceDataList });
    });
    sessions = made.map(({ data }) => data.sessionId);
  });

  /** @type {number[]} */
  const durations = [];
  let asked = 0;
  const ticking = setInterval(() => {
    for (let index = 0; index < size.perSecond / 50; index++) {
      const sessionId = sessions[asked++ % sessions.length];
      const began = performance.now();
      const isSync = asked % 20 === 0;
      const path = `/sdk/${isSync ? 'SyncContext' : 'GetContextInfo'}?sessionId=${sessionId}`;
      void ask(isSync ? 'POST' : 'GET', path).then(() => durations.push(performance.now() - began));
    }
  }, 20);
  await new Promise((resolve) => setTimeout(resolve, size.seconds * 1000));
  clearInterval(ticking);
  durations.sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => (durations[Math.floor(durations.length * part)] ?? 0).toFixed(1);
  console.log(
    `${Math.round(durations.length / size.seconds)} requests a second: median ${at(0.5)} ms, 99 % ${at(0.99)} ms`,
  );
  await timed('all contexts, in pages of 100', size.contexts, async () => {
    let nextToken = '';
    do
      ({ nextToken } = await ask('GET', `/sdk/ListContexts?maxResults=100&nextToken=${encodeURIComponent(nextToken)}`));
    while (nextToken !== '');
  });
  child.send('stop');
  const [{ longest, usual }] = await once(child, 'message');
  console.log(`the event loop stood still for ${longest.toFixed(1)} ms at most, 99 % below ${usual.toFixed(1)} ms`);
  agent.destroy();
  process.exitCode = longest > 100 ? 1 : 0;
}
