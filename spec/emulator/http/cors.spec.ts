import { describe, expect, it } from 'vitest';
import { startEmulator } from '../../../src/emulator/index.js';
import { unwrap } from '../../../src/index.js';
import { emulated } from '../../support/emulated.js';

const page = 'http://localhost:5173';

const question = (origin: string, method: string) => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization,content-type',
  },
});

const headersOf = (response: Response): readonly (string | null)[] =>
  ['allow-origin', 'allow-methods', 'allow-headers', 'expose-headers'].map((name) =>
    response.headers.get(`access-control-${name}`),
  );

describe('a web page', () => {
  it('of an origin that is named may ask, send files, and read the answers', async () => {
    const { emulator, client, context } = await emulated({ origins: [page, 'https://app.example'] });
    const { url } = unwrap(await client.context.fileUploadUrl(context.id, '/a'));
    for (const [to, method] of [
      [`${emulator.url}/sdk/ListContexts`, 'GET'],
      [url, 'PUT'],
    ] as const) {
      const asked = await fetch(to, question(page, method));
      expect([asked.status, ...headersOf(asked)]).toEqual([
        204,
        page,
        'GET, POST, PUT',
        'authorization,content-type',
        'Retry-After, ETag',
      ]);
    }
    const put = await fetch(url, { method: 'PUT', body: 'a', headers: { origin: page } });
    expect([put.status, put.headers.get('access-control-allow-origin')]).toEqual([200, page]);
    emulator.trouble({ httpStatus: 429, retryAfter: 2 });
    const headers = { authorization: 'Bearer k', origin: 'https://app.example' };
    const refused = await fetch(`${emulator.url}/sdk/ListContexts`, { headers });
    expect([refused.status, refused.headers.get('access-control-allow-origin'), refused.headers.get('vary')]).toEqual([
      429,
      'https://app.example',
      'Origin',
    ]);
  });

  it('of another origin may not, and none may use the control', async () => {
    const { emulator } = await emulated({ origins: [page] });
    for (const origin of ['http://evil.example', `${page}.evil.example`, 'null', 'HTTP://LOCALHOST:5173']) {
      const asked = await fetch(`${emulator.url}/sdk/ListContexts`, question(origin, 'GET'));
      expect([asked.status, ...headersOf(asked)]).toEqual([403, null, null, null, null]);
    }
    // A form can be sent without a question.
    const form = await fetch(`${emulator.url}/?Action=ListContexts`, {
      method: 'POST',
      body: new URLSearchParams({ Authorization: 'Bearer k' }),
      headers: { origin: 'http://evil.example' },
    });
    expect([form.status, form.headers.get('vary')]).toEqual([403, 'Origin']);
    expect(await form.json()).toMatchObject({ Success: false, Code: 'Forbidden' });
    const control = await fetch(`${emulator.url}/_emulator/journal`, { headers: { origin: page } });
    expect([control.status, ...headersOf(control)]).toEqual([403, null, null, null, null]);
    // The page is not told why: whoever runs the emulator is.
    const refused = emulator.journal.requests.filter(({ fields }) => fields['origin'] !== undefined);
    expect(refused).toHaveLength(5);
    expect(refused.at(-1)).toMatchObject({
      operation: '',
      fields: { origin: 'http://evil.example' },
      httpStatus: 403,
      code: 'Forbidden',
    });
  });

  it.each([[['*']], [['localhost:5173']], [['http://localhost:5173/']], ['http://localhost:5173'], [[5173]]])(
    'is not named by %j',
    async (origins) => {
      await expect(startEmulator({ origins: origins as string[] })).rejects.toMatchObject({
        _tag: 'InvalidRequest',
        option: 'origins',
      });
    },
  );
});
