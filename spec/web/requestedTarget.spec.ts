import { describe, expect, it } from 'vitest';
import { requestedTarget } from '../../src/web/server/requestedTarget.js';

const asked = (body: string, type?: string): Promise<unknown> =>
  requestedTarget(
    new Request('http://localhost/sync', {
      method: 'POST',
      body: new TextEncoder().encode(body),
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    }),
  );

describe('what a page asks to be synced', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json ;charset=utf-8',
  ])('is taken as %s', async (type) => {
    expect(await asked('{"mode":"upload"}', type)).toEqual({ mode: 'upload' });
  });

  it.each([
    undefined,
    'text/plain',
    'text/plain; application/json',
    'application/jsonp',
    'application/json+x',
    'x-application/json',
  ])('is refused as %s, which a form of a foreign page could send', async (type) => {
    expect(await asked('{}', type)).toMatchObject({ status: 415 });
  });

  it('is refused where it is too long', async () => {
    expect(await asked(JSON.stringify({ path: 'x'.repeat(16_384) }), 'application/json')).toMatchObject({
      status: 413,
    });
    const path = 'x'.repeat(16_384 - '{"path":""}'.length);
    expect(await asked(JSON.stringify({ path }), 'application/json')).toEqual({ path });
  });

  it.each([
    ['{', 'body', 'must be JSON'],
    ['{"polls":1}', 'polls', 'is no option here'],
  ])('is refused where it is %s, with the rule', async (body, option, rule) => {
    const response = await asked(body, 'application/json');
    if (!(response instanceof Response)) throw new Error('It is refused');
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { option: string; rule: string } };
    expect(error.option).toBe(option);
    expect(error.rule).toContain(rule);
  });
});
