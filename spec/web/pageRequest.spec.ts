import { describe, expect, it, vi } from 'vitest';
import { errorIn, reasonOf, refusalOf, send } from '../../src/web/page/pageRequest.js';

describe('a request of a page', () => {
  it.each([
    [200, 'Unavailable', 'the server answered HTTP 200, but no sync'],
    [304, 'Unavailable', 'the server answered HTTP 304, but no sync'],
    [400, 'Refused', 'the server answered HTTP 400'],
    [401, 'Unauthorized', 'the server answered HTTP 401'],
    [403, 'Unauthorized', 'the server answered HTTP 403'],
    [404, 'NotFound', 'the server answered HTTP 404'],
    [408, 'Unavailable', 'the server answered HTTP 408'],
    [409, 'Unavailable', 'the server answered HTTP 409'],
    [410, 'Refused', 'the server answered HTTP 410'],
    [425, 'Unavailable', 'the server answered HTTP 425'],
    [429, 'Unavailable', 'the server answered HTTP 429'],
    [499, 'Refused', 'the server answered HTTP 499'],
    [500, 'Unavailable', 'the server answered HTTP 500'],
    [503, 'Unavailable', 'the server answered HTTP 503'],
  ])('that is answered HTTP %i, without a word of the handler, is %s', (status, _tag, message) => {
    expect(refusalOf({ status })).toMatchObject({ _tag, message, name: _tag, operation: 'follow', httpStatus: status });
  });

  it('that is not answered says why, as a person reads it', async () => {
    const fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(send('/sync', { fetch }, { headers: {} })).rejects.toMatchObject({
      _tag: 'Unavailable',
      message: 'the server could not be followed: Failed to fetch',
      serviceMessage: 'Failed to fetch',
    });
    expect(reasonOf('offline')).toBe('offline');
  });

  it('has the headers of whoever asks, and its own before those', async () => {
    const fetch = vi.fn((...[_url, _init]: Parameters<typeof globalThis.fetch>) => Promise.resolve(new Response()));
    const headers = () => Promise.resolve({ authorization: 'me', accept: 'text/html' });
    await send('/sync', { fetch, headers }, { method: 'POST', headers: { accept: 'application/json' } });
    const [url, init] = fetch.mock.calls[0] ?? [];
    expect([url, init?.method, init?.cache]).toEqual(['/sync', 'POST', 'no-store']);
    expect(Object.fromEntries(new Headers(init?.headers))).toEqual({ authorization: 'me', accept: 'application/json' });
  });

  it.each([
    ['an error of the family', '{"error":{"_tag":"Refused","message":"no"}}', { _tag: 'Refused', message: 'no' }],
    ['an error of another kind', '{"error":{"message":"no"}}', undefined],
    ['no JSON', '<!doctype html>', undefined],
    ['nothing', 'null', undefined],
  ])('that is answered with %s holds that, or none', async (_, body, error) => {
    const found = await errorIn(new Response(body));
    if (error) expect(found).toMatchObject(error);
    else expect(found).toBeUndefined();
  });
});
