import { describe, expect, it } from 'vitest';
import { InvalidRequest, NotFound, RateLimited, Unavailable } from '../../src/index.js';
import { inProgress, plain, refusalOf, refused } from '../../src/web/server/refusals.js';

const facts = { httpStatus: 429, operation: 'SyncContext', code: '', serviceMessage: '', requestId: '' };

describe('the refusal of a start', () => {
  it.each([
    [new InvalidRequest('mode', 'must be text'), 400, undefined],
    [new RateLimited({ ...facts, retryAfter: 1500 }), 429, 2],
    [new RateLimited({ ...facts, retryAfter: 1000 }), 429, 1],
    [new RateLimited(facts), 429, undefined],
    [new NotFound(facts), 502, undefined],
    [new Unavailable({ ...facts, retryAfter: 1 }), 502, 1],
  ])('that ends in %o has its status, and when to ask again', (error, status, retryAfter) => {
    const refusal = refusalOf(error);
    expect([refusal.status, refusal.retryAfter]).toEqual([status, retryAfter]);
    expect(JSON.parse(refusal.json)).toMatchObject({ error: { _tag: error._tag } });
  });

  it('is answered as JSON that nobody keeps', async () => {
    const { status, headers } = refused(inProgress);
    expect(status).toBe(409);
    expect(Object.fromEntries(headers)).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'retry-after': '1',
    });
    expect(Object.fromEntries(refused({ status: 400, json: '{"a":1}' }).headers)).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    expect(await refused({ status: 400, json: '{"a":1}' }).text()).toBe('{"a":1}');
  });

  it('without a word is kept by nobody either', () => {
    expect(Object.fromEntries(plain(405, { Allow: 'GET' }).headers)).toEqual({
      'cache-control': 'no-store',
      allow: 'GET',
    });
  });
});
