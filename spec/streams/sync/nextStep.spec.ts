import { describe, expect, it } from 'vitest';
import type { ContextError } from '../../../src/model/errors/ContextError.js';
import { NotFound } from '../../../src/model/errors/NotFound.js';
import { TimedOut, type WaitLimit } from '../../../src/model/errors/TimedOut.js';
import { nextStep } from '../../../src/streams/sync/nextStep.js';
import { trouble } from '../../support/errors.js';

const over = (limit: WaitLimit) => new TimedOut({ operation: 'sync', limit, allowed: 1 });
const gone = new NotFound({
  operation: 'GetContextInfo',
  httpStatus: 404,
  code: 'X',
  serviceMessage: '',
  requestId: '',
});

describe('the next step', () => {
  it.each<[string, 'failed' | 'unconfirmed', ContextError, RegExp]>([
    ['after a bound of ours', 'unconfirmed', over('timeout'), /^follow its `handle` to learn/],
    ['after the last poll', 'unconfirmed', over('maxRetries'), /^follow its `handle` to learn/],
    [
      'where the list proves nothing',
      'unconfirmed',
      over('settlePolls'),
      /^sync again, or follow its `handle` where its tasks may be listed late$/,
    ],
    ['where the status was refused', 'unconfirmed', trouble.refused(), /^follow its `handle` to learn/],
    ['where the session is gone', 'unconfirmed', gone, /^$/],
    ['where it was too late to trigger', 'failed', over('timeout'), /^nothing was triggered: sync again$/],
    ['where nobody was there', 'failed', trouble.connectionReset(), /^nothing was triggered: sync again$/],
    ['where the trigger was refused', 'failed', trouble.refused(), /^$/],
  ])('%s', (_, state, error, step) => {
    expect(nextStep(state, error, { accepted: true })).toMatch(step);
    expect(nextStep(state, error, { accepted: false, baseline: [] })).toMatch(step);
  });

  it('is no following where that could prove nothing: the trigger was lost, and the list not read before', () => {
    for (const error of [over('timeout'), over('settlePolls'), trouble.slow()]) {
      expect(nextStep('unconfirmed', error, { accepted: false })).toMatch(/^without a `baseline` .*: sync again$/);
    }
    expect(nextStep('unconfirmed', gone, { accepted: false })).toBe('');
    expect(nextStep('failed', trouble.slow(), { accepted: false })).toBe('nothing was triggered: sync again');
  });
});
