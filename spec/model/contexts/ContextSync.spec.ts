import { describe, expect, it } from 'vitest';
import { syncPolicy } from '../../../src/model/policy/policyRules.js';
import { checkedContextSyncs, contextSync } from '../../../src/model/contexts/ContextSync.js';

describe('contextSync', () => {
  it('is trimmed, and leaves the policy to the service', () => {
    expect(contextSync(' ctx ', ' /data ')).toEqual({ contextId: 'ctx', path: '/data' });
  });

  it('takes a policy, whole or in part, and completes it', () => {
    const policy = { uploadPolicy: { autoUpload: false } };
    expect(contextSync('ctx', '/data', policy)).toEqual({
      contextId: 'ctx',
      path: '/data',
      policy: syncPolicy(policy),
    });
    expect(contextSync('ctx', '/data', syncPolicy(policy)).policy).toEqual(syncPolicy(policy));
  });

  it('refuses a wrong policy', () => {
    expect(() => contextSync('ctx', '/data', { uploadPolicy: { uploadMode: 'Zip' as never } })).toThrow(
      '`uploadPolicy.uploadMode` must be one of File, Archive',
    );
  });
});

describe('checkedContextSyncs', () => {
  const good = contextSync('ctx', '/data');

  it('takes what contextSync gives', () => {
    expect(checkedContextSyncs('contextSyncs', [])).toEqual([]);
    expect(checkedContextSyncs('contextSyncs', [good, good])).toEqual([good, good]);
  });

  it.each([
    ['text', 'abc'],
    ['one that is null', [good, null]],
    ['one that is text', ['abc']],
    ['one without a context', [{ ...good, contextId: undefined }]],
    ['one without a path', [{ ...good, path: 7 }]],
    ['one with another key', [{ ...good, polcy: {} }]],
  ])('refuses %s', (_, value) => {
    expect(() => checkedContextSyncs('contextSyncs', value)).toThrow(
      '`contextSyncs` must be an array of what `contextSync` gives',
    );
  });

  it('checks the policies of those that were made by hand', () => {
    expect(() => checkedContextSyncs('contextSyncs', [{ ...good, policy: { upload: {} } }])).toThrow(
      '`upload` is no option here',
    );
  });
});
