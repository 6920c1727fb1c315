import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ClientOptions, LogEvent, SyncSnapshot } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { services, type TestedService } from '../support/services.js';
import { succeeded, task } from '../support/tasks.js';

/** What came to a service. */
interface Counts {
  readonly triggers: number;
  readonly readings: number;
  readonly connections: number;
  readonly mostAtOnce: number;
}

type Task = Parameters<typeof StatusString.encode>[0][number];

/** A service that takes `latency` ms for each answer; `list` tells what is listed `ms` after the last trigger. */
const startService = async ({ speech, client }: TestedService, list: (ms: number) => readonly Task[], latency = 5) => {
  const counts = { triggers: 0, readings: 0, connections: 0, mostAtOnce: 0 };
  /** Requests of one kind that are answered with 429 first. */
  let throttled = 0;
  let open = 0;
  let triggeredAt = Infinity;
  const server = createServer((request, response) => {
    open += 1;
    counts.mostAtOnce = Math.max(counts.mostAtOnce, open);
    let asked = request.url ?? '';
    request.on('data', (chunk) => (asked += String(chunk)));
    request.on('end', () => {
      const isTrigger = asked.includes('SyncContext');
      counts[isTrigger ? 'triggers' : 'readings'] += 1;
      setTimeout(() => {
        open -= 1;
        response.setHeader('content-type', 'application/json');
        if (throttled > 0) {
          throttled -= 1;
          response.writeHead(429, { 'retry-after': '1' }).end(JSON.stringify(speech.bad('Throttling', 'slower')));
          return;
        }
        if (isTrigger) triggeredAt = Date.now();
        const status = speech.status(StatusString.encode(list(Date.now() - triggeredAt)));
        response.end(JSON.stringify(speech.good(isTrigger ? undefined : status)));
      }, latency);
    });
  });
  server.on('connection', () => (counts.connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    counts: counts as Counts,
    throttle: (requests: number) => (throttled = requests),
    connect: (options?: ClientOptions) => client({ apiKey: 'any-key', endpoint, ...options }),
  };
};

const many = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
const soonDone = (ms: number): readonly Task[] => (ms < 0 ? [] : [ms < 300 ? task() : succeeded()]);

describe.each(services)('many syncs of $name', (service) => {
  it('of one session read its list together, on few connections', async () => {
    const { counts, connect } = await startService(service, soonDone);
    const client = connect();
    const began = performance.now();
    const results = await Promise.all(many(300, () => client.session('s-1').context.sync({ retryInterval: 100 })));
    const took = performance.now() - began;
    expect(new Set(results.map(({ state }) => state))).toEqual(new Set(['succeeded']));
    expect(counts.triggers).toBe(300);
    // However long it takes: 25 ms apart.
    expect(counts.readings).toBeLessThanOrEqual(took / 25 + 2);
    expect(counts.mostAtOnce).toBeLessThanOrEqual(64);
    expect(counts.connections).toBeLessThanOrEqual(64);
  });

  it('send no more at a time than the client may', async () => {
    const { counts, connect } = await startService(service, soonDone);
    const client = connect({ maxConcurrency: 3 });
    await Promise.all(many(20, (index) => client.session(`s-${index}`).context.sync({ retryInterval: 50 })));
    expect(counts.mostAtOnce).toBe(3);
    expect(counts.connections).toBeLessThanOrEqual(3);
  });

  it('pause together when the key is throttled, say so, and log it once', async () => {
    const { counts, throttle, connect } = await startService(service, soonDone);
    const told: (readonly [level: string, event: LogEvent])[] = [];
    const at = (level: string) => (event: LogEvent) => void told.push([level, event]);
    const client = connect({
      maxConcurrency: 4,
      logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    });
    throttle(1);
    const warnings: (string | undefined)[] = [];
    const results = await Promise.all(
      many(30, (index) => {
        const { context } = client.session(`s-${index}`);
        return new Promise<SyncSnapshot>((resolve) => {
          context.sync$({ retryInterval: 50 }).subscribe((snapshot) => {
            if (snapshot.warning && snapshot.polls === 0) warnings[index] = snapshot.warning._tag;
            if (snapshot.done) resolve(snapshot);
          });
        });
      }),
    );
    expect(results.map(({ state }) => state)).toEqual(many(30, () => 'succeeded'));
    expect(counts.triggers).toBe(30);
    // All but the three that were in flight with the first one.
    expect(warnings.filter((tag) => tag === 'RateLimited').length).toBeGreaterThanOrEqual(27);
    const loud = told.filter(([level]) => level === 'warn' || level === 'error');
    expect(loud).toMatchObject([['warn', { event: 'pause', delay: 1000, why: 'Retry-After', error: 'RateLimited' }]]);
  });
});

describe.each(services)('a single request of $name', (service) => {
  it('waits for a throttled key, but not for longer than it may take itself', async () => {
    const { counts, throttle, connect } = await startService(service, () => []);
    const client = connect();
    throttle(1);
    const { context } = client.session('s-1');
    expect(await context.info()).toMatchObject({ success: false, error: { _tag: 'RateLimited', retryAfter: 1000 } });
    const refused = await client.session('s-2').context.info({ requestTimeout: 50 });
    expect(refused).toMatchObject({ error: { _tag: 'RateLimited', operation: 'GetContextInfo' } });
    expect(counts.readings).toBe(1);
    expect(await client.session('s-2').context.info()).toMatchObject({ success: true });
    expect(counts.readings).toBe(2);
  });
});
