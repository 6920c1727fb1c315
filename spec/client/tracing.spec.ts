import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, tracingChannel, unsubscribe, type TracingChannelSubscribers } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { lastValueFrom, take, throwError, type Observable } from 'rxjs';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LogEvent, Logger, SyncTrace, SyncTraceEvent } from '../../src/index.js';
import { syncTracing } from '../../src/client/syncTracing.js';
import { silent, type SyncLog } from '../../src/model/logging/Logger.js';
import { noContext } from '../../src/streams/polling/AsyncContext.js';
import { accept, list, refuse, startScriptedService, type Step } from '../support/scriptedService.js';
import { handleOf, services, type TestedService } from '../support/services.js';
import { failed, succeeded, task } from '../support/tasks.js';

const apiKey = 'akm-TEST-key/with+chars';
const name = 'rx-context-sync:sync';

/** What is told from now on: the channel, the trace, and what it said then. */
interface Told {
  readonly channel: string;
  readonly sync: SyncTrace;
  readonly said: Partial<SyncTrace> & { readonly event?: LogEvent };
}

const listen = () => {
  const told: Told[] = [];
  const note = (channelName: string) => (sync: SyncTrace) => {
    told.push({ channel: channelName, sync, said: structuredClone({ ...sync, error: undefined }) });
  };
  const channels: TracingChannelSubscribers<SyncTrace> = {
    start: note('start'),
    end: note('end'),
    asyncStart: note('asyncStart'),
    asyncEnd: note('asyncEnd'),
    error: note('error'),
  };
  const noteEvent = (message: unknown): void => {
    const { sync, event } = message as SyncTraceEvent;
    told.push({ channel: event.event, sync, said: { event } });
  };
  const tracing = tracingChannel<unknown, SyncTrace>(name);
  tracing.subscribe(channels);
  subscribe(`${name}:event`, noteEvent);
  onTestFinished(() => {
    tracing.unsubscribe(channels);
    unsubscribe(`${name}:event`, noteEvent);
  });
  return { told, order: () => told.map((one) => one.channel) };
};

const start = async (service: TestedService, statuses: readonly Step[], logger?: Logger) => {
  const { url } = await startScriptedService(service.speech, { triggers: [accept], statuses });
  const client = service.client({ apiKey, endpoint: url, logger });
  return { client, context: client.session('s-1').context };
};

const target = { contextId: 'ctx', path: '/data', mode: 'upload' };
const works = [list(), list(task()), list(succeeded())];

describe.each(services)('whoever listens to syncs of $name', (service) => {
  it('is told a sync from its subscription to its end, in one object', async () => {
    const { context } = await start(service, works);
    const { told, order } = listen();
    const result = await context.sync({ ...target, retryInterval: 5 });
    expect(order()).toEqual(['start', 'end', 'start', 'poll', 'wait', 'end', 'asyncStart', 'asyncEnd']);
    const [first] = told;
    expect(new Set(told.map(({ sync }) => sync))).toEqual(new Set([first?.sync]));
    const facts = { service: service.name, operation: 'sync', sessionId: 's-1', ...target };
    expect(first?.said).toEqual(facts);
    const { state, success, requestId, progress, polls, elapsed, errorMessage } = result;
    expect(first?.sync).toEqual({
      ...facts,
      result: { state, success, requestId, progress, polls, elapsed, errorMessage },
    });
    expect(first?.sync.result?.progress).not.toBe(progress);
    expect(told[3]?.said.event).toMatchObject({ event: 'poll', requestId, state: 'running', polls: 1 });
  });

  it('is told the error of a sync that failed, before its end', async () => {
    const { context } = await start(service, [list(), list(failed())]);
    const { told, order } = listen();
    const { error } = await context.sync({ ...target, retryInterval: 5 });
    expect(order()).toEqual(['start', 'end', 'start', 'end', 'error', 'asyncStart', 'asyncEnd']);
    expect(told[0]?.sync.error).toBe(error);
    expect(told[4]?.said.result).toMatchObject({ state: 'failed', success: false, errorMessage: error?.message });
  });

  it('is told a sync that is followed, each subscription for itself', async () => {
    const { client, context } = await start(service, [list(task()), list(succeeded())]);
    const handle = { ...(await handleOf(client)), ...target };
    const { told } = listen();
    await Promise.all([context.follow(handle, { retryInterval: 5 }), context.follow(handle, { retryInterval: 5 })]);
    const traces = new Set(told.map(({ sync }) => sync));
    expect([...traces]).toMatchObject(
      [1, 2].map(() => ({ operation: 'follow', sessionId: 's-1', ...target, result: { state: 'succeeded' } })),
    );
  });

  it('is told that a sync was unsubscribed before its end', async () => {
    const { context } = await start(service, [list(), list(task())]);
    const { told, order } = listen();
    await lastValueFrom(context.sync$({ ...target, retryInterval: 5 }).pipe(take(2)));
    expect(order().slice(-2)).toEqual(['asyncStart', 'asyncEnd']);
    expect(order()).not.toContain('error');
    expect(told.at(-2)?.said).toMatchObject({ unsubscribed: true });
    expect(told[0]?.sync.result).toBeUndefined();
  });

  it('is told once of a sync that is unsubscribed by its end', async () => {
    const { context } = await start(service, works);
    const { told, order } = listen();
    await lastValueFrom(context.sync$({ retryInterval: 5 }).pipe(take(2)));
    expect(order().slice(-3)).toEqual(['end', 'asyncStart', 'asyncEnd']);
    expect(told[0]?.sync.unsubscribed).toBeUndefined();
  });

  it('is told of a wrong argument within the subscription, and of no text that is none', async () => {
    const { context } = await start(service, works);
    const { told, order } = listen();
    await context.sync({ contextId: 7, path: '/data' } as never);
    expect(order()).toEqual(['start', 'error', 'asyncStart', 'asyncEnd', 'end']);
    expect(told[0]?.sync).toMatchObject({ contextId: undefined, path: '/data', error: { _tag: 'InvalidRequest' } });
    await context.follow(null as never);
    expect(told.at(-1)?.sync).toMatchObject({ operation: 'follow', result: { state: 'failed' } });
  });

  it('is told no secret', async () => {
    const { context } = await start(service, [list(), refuse(401, apiKey)]);
    const { told } = listen();
    await context.sync({ retryInterval: 5 });
    expect(told.length).toBeGreaterThan(5);
    expect(inspect(told, { depth: 9, showHidden: true })).not.toContain(apiKey);
  });

  it('binds a store to the sync, and not to who subscribes to it', async () => {
    const current = new AsyncLocalStorage<string>();
    const events: [string, string | undefined][] = [];
    const log = ({ event }: LogEvent): void => void events.push([event, current.getStore()]);
    const { context } = await start(service, works, { debug: log, info: log, warn: log, error: log });
    const { start: begin } = tracingChannel<string, SyncTrace>(name);
    const noteEnd = (): void => void events.push(['asyncEnd', current.getStore()]);
    subscribe(`tracing:${name}:asyncEnd`, noteEnd);
    onTestFinished(() => void unsubscribe(`tracing:${name}:asyncEnd`, noteEnd));
    begin.bindStore(current, ({ contextId }) => `the sync of ${contextId}`);
    onTestFinished(() => void begin.unbindStore(current));
    const seen = await current.run('subscriber', () => {
      return new Promise((resolve) => {
        const stores = new Set<string | undefined>();
        context.sync$({ ...target, retryInterval: 5 }).subscribe({
          next: () => stores.add(current.getStore()),
          complete: () => {
            resolve([...stores, current.getStore()]);
          },
        });
      });
    });
    expect(seen).toEqual(['subscriber', 'subscriber']);
    expect(events.map(([event]) => event)).toEqual(
      expect.arrayContaining(['request', 'start', 'poll', 'end', 'asyncEnd']),
    );
    expect(new Set(events.map(([, store]) => store))).toEqual(new Set(['the sync of ctx']));
  });

  it('changes no sync by what it throws, which is reported as uncaught', async () => {
    const uncaught = vi.fn();
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', uncaught);
    const broken = (): never => {
      throw new Error('no disk');
    };
    const channels = { start: broken, end: broken, asyncStart: broken, asyncEnd: broken, error: broken };
    tracingChannel(name).subscribe(channels);
    subscribe(`${name}:event`, broken);
    onTestFinished(() => {
      tracingChannel(name).unsubscribe(channels);
      unsubscribe(`${name}:event`, broken);
      process.removeAllListeners('uncaughtException');
      for (const listener of others) process.on('uncaughtException', listener);
    });
    const { context } = await start(service, works);
    expect(await context.sync({ retryInterval: 5 })).toMatchObject({ state: 'succeeded', polls: 2 });
    await vi.waitFor(() => {
      expect(uncaught).toHaveBeenCalledTimes(8);
    });
  });
});

describe('a sync', () => {
  const begin = vi.fn(() => ({ service: 'AGB', operation: 'sync', sessionId: 's-1' }) as const);
  const bug = new Error('a bug');
  const wait = { event: 'wait', sessionId: 's-1', delay: 1, why: 'retryInterval' } as const;
  const entry = vi.fn(() => [wait, 'in words'] as const);
  const broken = vi.fn((log: SyncLog) => {
    log('debug', entry);
    return throwError(() => bug);
  });
  const subscribeTo = (stream: Observable<unknown>): unknown => {
    const error = vi.fn();
    stream.subscribe({ error });
    return error.mock.lastCall?.[0];
  };
  beforeEach(() => {
    vi.clearAllMocks();
  });

  it('is what it is where nobody listens, and where there are no channels', () => {
    expect(subscribeTo(syncTracing(silent, noContext)(begin, broken))).toBe(bug);
    const unheard = vi.fn();
    subscribe(`tracing:${name}:start`, unheard);
    onTestFinished(() => void unsubscribe(`tracing:${name}:start`, unheard));
    vi.stubGlobal('process', undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(subscribeTo(syncTracing(silent, noContext)(begin, broken))).toBe(bug);
    expect(begin).not.toHaveBeenCalled();
    expect(broken.mock.calls).toEqual([[silent], [silent]]);
  });

  it('is heard by who came after it was made, before it is subscribed', () => {
    const stream = syncTracing(silent, noContext)(begin, broken);
    subscribeTo(stream);
    expect(begin).not.toHaveBeenCalled();
    listen();
    subscribeTo(stream);
    subscribeTo(stream);
    expect(begin).toHaveBeenCalledTimes(2);
  });

  it.each(['start', 'end', 'asyncStart', 'asyncEnd', 'error'])('is heard by who listens to %s alone', (only) => {
    const listener = vi.fn();
    subscribe(`tracing:${name}:${only}`, listener);
    onTestFinished(() => void unsubscribe(`tracing:${name}:${only}`, listener));
    expect(subscribeTo(syncTracing(silent, noContext)(begin, broken))).toBe(bug);
    expect(listener.mock.calls).toEqual([[{ ...begin(), error: bug }, `tracing:${name}:${only}`]]);
    expect(entry).not.toHaveBeenCalled();
  });

  it('is logged as ever, and once, to who listens to its events alone', () => {
    const listener = vi.fn();
    subscribe(`${name}:event`, listener);
    onTestFinished(() => void unsubscribe(`${name}:event`, listener));
    const logged: unknown[] = [];
    expect(subscribeTo(syncTracing((level, told) => logged.push([level, told()]), noContext)(begin, broken))).toBe(bug);
    expect(logged).toEqual([['debug', [wait, 'in words']]]);
    expect(listener.mock.calls).toEqual([[{ sync: expect.anything() as SyncTrace, event: wait }, `${name}:event`]]);
    expect(entry).toHaveBeenCalledOnce();
  });
});
