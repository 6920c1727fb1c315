import { describe, expect, it } from 'vitest';
import { pageJson } from '../../src/web/server/pageJson.js';

describe('the JSON for a page', () => {
  it('has keys that are not enumerable, of tasks', () => {
    const task = Object.defineProperty({ path: '/p' }, 'key', { value: 'c /p' });
    expect(JSON.parse(pageJson({ tasks: [task, null, 'text', { path: '/q' }] }))).toEqual({
      tasks: [{ path: '/p', key: 'c /p' }, null, 'text', { path: '/q' }],
    });
  });

  it('has nothing that is not for pages', () => {
    const secret = { handle: 1, lastSnapshot: 2, cause: 3, stack: 4, state: 'failed' };
    expect(JSON.parse(pageJson({ ...secret, inside: secret }))).toEqual({
      state: 'failed',
      inside: { state: 'failed' },
    });
  });

  it('names no address in what people read', () => {
    const text = 'to http://10.0.0.1:8080/a?b and HTTPS://x.y; end';
    const said = { message: text, errorMessage: text, serviceMessage: text, path: text };
    const without = 'to [URL] and [URL]; end';
    expect(JSON.parse(pageJson(said))).toEqual({
      message: without,
      errorMessage: without,
      serviceMessage: without,
      path: text,
    });
  });

  it('is null for what JSON has no word for', () => {
    expect([undefined, () => 1].map(pageJson)).toEqual(['null', 'null']);
  });
});
