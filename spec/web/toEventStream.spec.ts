import { NEVER, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { toEventStream } from '../../src/web/index.js';

describe('a stream of snapshots as an answer', () => {
  it('is one of server-sent events, which nobody keeps or packs, with the headers of whoever answers', () => {
    const own = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform' };
    const { status, headers } = toEventStream(of(1), { headers: { 'X-Mine': '1', 'Content-Type': 'text/html' } });
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toEqual({ ...own, 'x-accel-buffering': 'no', 'x-mine': '1' });
  });

  it('is told how soon to come back, 2 s where nothing is said, its values and its end', async () => {
    expect(await toEventStream(of({ polls: 3 })).text()).toBe(
      'retry: 2000\n\nid: 3\ndata: {"polls":3}\n\nid: end\nevent: complete\ndata:\n\n',
    );
    expect(await toEventStream(of(), { retry: 7 }).text()).toContain('retry: 7\n\n');
  });

  it('is no more for whom saw the end, with the same headers', () => {
    const values = new Subject();
    const seen = toEventStream(values, { lastEventId: 'end', headers: { 'X-Mine': '1' } });
    expect([seen.status, Object.fromEntries(seen.headers)]).toEqual([204, { 'x-mine': '1' }]);
    expect(toEventStream(values, { lastEventId: '3' }).status).toBe(200);
    expect(toEventStream(values, { lastEventId: null }).status).toBe(200);
  });

  it('ends where its signal does', async () => {
    const ending = new AbortController();
    const { body } = toEventStream(NEVER, { signal: ending.signal });
    const reader = body?.getReader();
    await reader?.read();
    const next = reader?.read();
    ending.abort();
    expect(await next).toMatchObject({ done: true });
    expect(await toEventStream(of(1), { signal: AbortSignal.abort() }).text()).toBe('');
  });

  it.each([
    [{ heartbeat: 0 }, 'heartbeat', /number of milliseconds/],
    [{ retry: -1 }, 'retry', /number of milliseconds/],
    [{ signal: {} }, 'signal', /must be an AbortSignal/],
    [{ headers: { 'a b': '1' } }, 'headers', /must be the fields of headers/],
    [{ silence: 1 }, 'silence', /is no option here/],
  ])('is refused with %j', (options, option, rule) => {
    expect(() => toEventStream(of(1), options as object)).toThrow(
      expect.objectContaining({ _tag: 'InvalidRequest', option, rule: expect.stringMatching(rule) as string }),
    );
  });
});
