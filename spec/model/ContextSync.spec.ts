import { describe, expect, it } from 'vitest';
import { checkedContextSyncs, contextSync } from '../../src/model/ContextSync.js';

describe('contextSync', () => {
  it('is trimmed, and has the default policy', () => {
    expect(contextSync(' ctx ', ' /data ')).toMatchObject({
      contextId: 'ctx',
      path: '/data',
      policy: { uploadPolicy: { autoUpload: true } },
    });
  });
});

describe('checkedContextSyncs', () => {
  const good = contextSync('ctx', '/data');

  it('takes what contextSync gives', () => {
    expect(checkedContextSyncs([])).toEqual([]);
    expect(checkedContextSyncs([good, good])).toEqual([good, good]);
  });

  it.each([
    ['text', 'abc'],
    ['one that is null', [good, null]],
    ['one that is text', ['abc']],
    ['one without a context', [{ ...good, contextId: undefined }]],
    ['one without a path', [{ ...good, path: 7 }]],
    ['one without a policy', [{ ...good, policy: undefined }]],
  ])('refuses %s', (_, value) => {
    expect(() => checkedContextSyncs(value)).toThrow('`contextSyncs` must be an array of what `contextSync` gives');
  });
});
