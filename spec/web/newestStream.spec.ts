import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Observable, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/web/server/frames.js';
import { newestStream } from '../../src/web/server/newestStream.js';

const state = (text: string): Frame => ({ kind: 'state', text });
const end: Frame = { kind: 'end', text: 'end.' };

/** What is read, piece by piece. */
const reading = (stream: ReadableStream<Uint8Array>) => {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  return {
    /** Streams begin one turn later. */
    begun: () => turn(),
    read: async () => {
      const { done, value } = await reader.read();
      return done ? undefined : decoder.decode(value);
    },
    cancel: () => reader.cancel(),
  };
};

describe('a stream for who reads slowly', () => {
  it('is subscribed by the first read', async () => {
    const frames = new Subject<Frame>();
    const { read, begun } = reading(newestStream(frames));
    await begun();
    expect(frames.observed).toBe(false);
    const first = read();
    await begun();
    expect(frames.observed).toBe(true);
    frames.next(state('1.'));
    expect(await first).toBe('1.');
  });

  it('has the newest state alone, and always the end', async () => {
    const frames = new Subject<Frame>();
    const { read, begun } = reading(newestStream(frames));
    const first = read();
    await begun();
    frames.next(state('1.'));
    await first;
    for (let count = 2; count < 1000; count++) frames.next(state(`${count}.`));
    frames.next(end);
    frames.complete();
    expect(await read()).toBe('999.end.');
    expect(await read()).toBeUndefined();
  });

  it('has the newest state of each thing', async () => {
    const frames = new Subject<Frame>();
    const { read, begun } = reading(newestStream(frames));
    const first = read();
    await begun();
    frames.next({ ...state('a1.'), of: 'a' });
    await first;
    for (const text of ['a2.', 'b1.', 'a3.', 'b2.', 'c1.']) frames.next({ ...state(text), of: text.charAt(0) });
    frames.next(end);
    frames.complete();
    expect(await read()).toBe('a3.b2.c1.end.');
  });

  it('has no comment in the place of a state', async () => {
    const frames = new Subject<Frame>();
    const { read, begun } = reading(newestStream(frames));
    const first = read();
    await begun();
    frames.next({ kind: 'comment', text: ':1.' });
    await first;
    frames.next(state('1.'));
    frames.next({ kind: 'comment', text: ':2.' });
    frames.next({ kind: 'comment', text: ':3.' });
    expect(await read()).toBe('1.:3.');
  });

  it('is unsubscribed when nobody reads any more', async () => {
    const frames = new Subject<Frame>();
    const { read, begun, cancel } = reading(newestStream(frames));
    const first = read();
    await begun();
    frames.next(state('1.'));
    await first;
    await cancel();
    expect(frames.observed).toBe(false);
  });

  it.each(['before the first read', 'while it waits', 'between two reads'])('ends by its signal %s', async (when) => {
    const frames = new Subject<Frame>();
    const leaving = new AbortController();
    const { read, begun } = reading(newestStream(frames, leaving.signal));
    if (when === 'before the first read') leaving.abort();
    const first = read();
    await begun();
    if (when === 'between two reads') {
      frames.next(state('1.'));
      expect(await first).toBe('1.');
    }
    leaving.abort();
    expect(await (when === 'between two reads' ? read() : first)).toBeUndefined();
    expect(frames.observed).toBe(false);
  });

  it('tells all of a stream that ends at once', async () => {
    const frames = new Observable<Frame>((subscriber) => {
      subscriber.next(state('1.'));
      subscriber.next(end);
      subscriber.complete();
    });
    expect(await new Response(newestStream(frames)).text()).toBe('1.end.');
  });

  it('listens to its signal no longer than it is read', async () => {
    const { signal } = new AbortController();
    const listeners = () => getEventListeners(signal, 'abort').length;
    const [ended, left] = [new Subject<Frame>(), new Subject<Frame>()];
    const [ending, leaving] = [ended, left].map((frames) => reading(newestStream(frames, signal)));
    const reads = [ending?.read(), leaving?.read()];
    await turn();
    expect(listeners()).toBe(2);
    ended.complete();
    expect(await reads[0]).toBeUndefined();
    expect(listeners()).toBe(1);
    await leaving?.cancel();
    expect(listeners()).toBe(0);
  });
});
