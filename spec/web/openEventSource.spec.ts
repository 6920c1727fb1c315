import { describe, expect, it } from 'vitest';
import { fromEventStream, type EventSourceLike } from '../../src/web/index.js';

/** An `EventSource` that says what it is told to. */
class Scripted implements EventSourceLike {
  static readonly opened: Scripted[] = [];
  readonly url: string;
  readyState = 0;
  readonly #listeners = new Map<string, (event: unknown) => void>();

  constructor(url: string) {
    this.url = url;
    Scripted.opened.push(this);
  }

  readonly addEventListener = (type: string, listener: (event: unknown) => void) => {
    this.#listeners.set(type, listener);
  };

  readonly close = () => {
    this.readyState = 2;
  };

  say(type: string, data = '', lastEventId = ''): void {
    this.#listeners.get(type)?.({ data, lastEventId });
  }
}

const subscribed = (options: object = {}) => {
  Scripted.opened.length = 0;
  const told: unknown[] = [];
  const subscription = fromEventStream('http://site.test/', { eventSource: Scripted, ...options }).subscribe({
    next: (value) => told.push(value),
    error: (error: unknown) => told.push(error),
    complete: () => told.push('end'),
  });
  return { told, subscription, sources: Scripted.opened };
};

describe('a stream by an EventSource', () => {
  it('is its values, with real errors in them, and its end', () => {
    const { told, sources } = subscribed();
    expect(sources.map(({ url }) => url)).toEqual(['http://site.test/']);
    sources[0]?.say('message', '{"polls":1}', '1');
    sources[0]?.say('message', '{"error":{"_tag":"NotFound","message":"gone"}}', '2');
    sources[0]?.say('complete', '', 'end');
    expect(told).toMatchObject([{ polls: 1 }, { error: { _tag: 'NotFound', message: 'gone' } }, 'end']);
    expect((told[1] as { error: unknown }).error).toBeInstanceOf(Error);
    expect(sources[0]?.readyState).toBe(2);
  });

  it('is left to connect again by itself, and is opened again where it gave up', async () => {
    const { told, sources, subscription } = subscribed();
    sources[0]?.say('error');
    expect([sources.length, sources[0]?.readyState]).toEqual([1, 0]);
    sources[0]?.close();
    sources[0]?.say('error');
    await expect.poll(() => sources.length, { timeout: 60_000 }).toBe(2);
    sources[1]?.say('message', '"again"');
    subscription.unsubscribe();
    expect(told).toEqual(['again']);
    expect(sources.map(({ readyState }) => readyState)).toEqual([2, 2]);
  });

  it.each([
    ['failed', ''],
    ['message', 'no JSON'],
  ])('ends where it is told %s', (type, data) => {
    const { told, sources } = subscribed();
    sources[0]?.say(type, data);
    expect(told).toMatchObject([{ _tag: 'Unavailable' }]);
    expect(sources[0]?.readyState).toBe(2);
  });

  it('ends where nothing is heard for too long', async () => {
    const { told } = subscribed({ reconnectTimeout: 5 });
    await expect.poll(() => told, { timeout: 60_000 }).toMatchObject([{ _tag: 'Unavailable' }]);
  });

  it.each([
    ['headers', { headers: () => ({}) }],
    ['fetch', { fetch }],
    ['silence', { silence: 0 }],
  ])('refuses the option %s beside it', (option, options) => {
    const { told, sources } = subscribed(options);
    expect(told).toMatchObject([{ _tag: 'InvalidRequest', option }]);
    expect(sources).toEqual([]);
  });
});
