import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Context, ContextResult } from '../../../src/model/contexts/Context.js';
import { failure, success } from '../../../src/model/results/Result.js';
import type { ContextSyncResult, SyncSnapshot, SyncSucceeded } from '../../../src/model/sync/SyncSnapshot.js';
import { unwrap } from '../../../src/model/results/unwrap.js';
import { trouble } from '../../support/errors.js';

const context: Context = { id: 'c', name: 'n', state: '', createTime: '', lastUsedTime: '', osType: '' };

describe('unwrap', () => {
  it('gives the successful result', () => {
    const result: ContextResult = success('R', { context });
    expect(unwrap(result as ContextResult).context).toBe(context);
    expect(result).toEqual({ success: true, requestId: 'R', errorMessage: '', context });
  });

  it('throws the error of another one', () => {
    const error = trouble.refused();
    expect(() => unwrap(failure(error) as ContextResult)).toThrow(error);
  });

  it('does not take a sync that goes on for a success', () => {
    expect(() => unwrap({ success: false, error: undefined })).toThrow(
      /^unwrap takes results; this value is neither successful nor does it hold an error$/,
    );
  });

  it('narrows', () => {
    expectTypeOf(unwrap<ContextResult>)
      .returns.toHaveProperty('context')
      .toEqualTypeOf<Context>();
    expectTypeOf(unwrap<SyncSnapshot>).returns.toEqualTypeOf<SyncSucceeded>();
    const narrow = (result: ContextSyncResult): string => (result.success ? result.state : result.error.message);
    expect(narrow).toBeTypeOf('function');
  });
});

describe('failure', () => {
  it('has the request id and the message of the error', () => {
    const error = trouble.refused();
    expect(failure(error)).toEqual({ success: false, requestId: 'REQ-1', errorMessage: error.message, error });
    expect(failure(trouble.slow())).toMatchObject({ requestId: '' });
  });
});
