import { defer, NEVER, of, throwError, timer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../../src/model/errors/Refused.js';
import { NotFound } from '../../../src/model/errors/NotFound.js';
import { pollPlan } from '../../../src/model/options/PollPlan.js';
import { deleteSession, deleteDefaults } from '../../../src/streams/operations/deleteSession.js';
import { trouble } from '../../support/errors.js';
import { virtualNow } from '../../support/virtual.js';

const notFound = (code: string, serviceMessage: string): NotFound =>
  new NotFound({ operation: 'GetSessionInfo', httpStatus: 404, code, serviceMessage, requestId: '' });
const gone = notFound('InvalidMcpSession.NotFound', '');

const plan = pollPlan({}, deleteDefaults, { requestTimeout: 60_000 });

const said = (code: string, serviceMessage: string): Refused =>
  new Refused({ operation: 'GetSessionInfo', httpStatus: 400, code, serviceMessage, requestId: '' });

type Status = string | Error | Observable<never>;

/** Runs a deletion in virtual time whose status reads are answered in turn, the last one for ever. */
const run = (
  statuses: readonly Status[],
  release: Observable<{ requestId: string }> = of({ requestId: 'R' }),
): { at: number; result: unknown; reads: number } => {
  const scheduler = new TestScheduler(() => undefined);
  let outcome = { at: -1, result: undefined as unknown, reads: 0 };
  let reads = 0;
  const readStatus = defer(() => {
    const status = statuses[Math.min(reads++, statuses.length - 1)] ?? '';
    if (typeof status === 'string') return of({ data: { status } });
    return status instanceof Error ? throwError(() => status) : status;
  });
  scheduler.run(({ flush }) => {
    deleteSession({ release, readStatus, monotonicNow: virtualNow }, plan).subscribe((result) => {
      outcome = { at: scheduler.now(), result, reads };
    });
    flush();
  });
  return outcome;
};

describe('deletion', () => {
  it.each<[string, readonly Status[], number]>([
    ['is not found any more', ['RUNNING', 'DELETING', gone], 2000],
    ['is said not to be found', ['DELETING', notFound('', 'Session not found')], 1000],
    ['is said not to be found, without a code', ['DELETING', said('', 'the session was not found')], 1000],
    ['has ended', ['FINISH'], 0],
    ['is deleted', ['DELETING', 'DELETED'], 1000],
    ['is not found after transient trouble', [trouble.unavailable(), trouble.unreadable(), gone], 2000],
  ])('succeeds once the session %s', (_, statuses, at) => {
    expect(run(statuses)).toMatchObject({ at, reads: statuses.length, result: { success: true, requestId: 'R' } });
  });

  // What counts as that is in saysGone.spec.ts.
  it.each([
    ['InvalidMcpSession.NotFound', ''],
    ['', 'resource McpSession s-1 not found'],
  ])('takes the code "%s" and the text "%s" for the end of the session', (code, text) => {
    for (const error of [notFound(code, text), said(code, text)]) {
      expect(run(['DELETING', error])).toMatchObject({ at: 1000, result: { success: true } });
      // The same answer to the release itself: it was gone before.
      expect(
        run(
          ['RUNNING'],
          throwError(() => error),
        ),
      ).toMatchObject({ at: 0, reads: 0, result: { done: true, success: true, errorMessage: '' } });
    }
  });

  it.each([
    ['', 'Account not found'],
    ['', 'Not Found'],
    ['Context.NotFound', 'session not found'],
  ])('does not take the code "%s" and the text "%s" for the end of the session', (code, text) => {
    for (const error of [notFound(code, text), said(code, text)]) {
      expect(run(['DELETING', error])).toMatchObject({ at: 1000, result: { success: false, error } });
      expect(
        run(
          ['FINISH'],
          throwError(() => error),
        ),
      ).toMatchObject({ at: 0, reads: 0, result: { success: false, error } });
    }
  });

  it('tells the request that found the session gone before', () => {
    const error = new NotFound({
      operation: 'DeleteSession',
      httpStatus: 400,
      code: gone.code,
      serviceMessage: '',
      requestId: 'Q',
    });
    expect(
      run(
        ['RUNNING'],
        throwError(() => error),
      ).result,
    ).toEqual({ done: true, success: true, requestId: 'Q', polls: 0, elapsed: 0, errorMessage: '' });
  });

  it.each([
    ['an HTTP 404 that says nothing', notFound('', '')],
    ['another thing that is not found', notFound('Context.NotFound', 'not found')],
    ['an API that is not found', said('InvalidApi.NotFound', 'The specified api is not found')],
    ['a key that is not found', trouble.unauthorized()],
  ])('does not take %s for the end of the session', (_, error) => {
    expect(run(['DELETING', error])).toMatchObject({ at: 1000, result: { success: false, error } });
  });

  it('fails at once where the status is refused', () => {
    expect(run(['DELETING', trouble.unauthorized()])).toMatchObject({
      at: 1000,
      result: { success: false, error: { _tag: 'Unauthorized' } },
    });
  });

  it.each<[string, readonly Status[], number]>([
    ['goes on', ['DELETING'], 300],
    ['is not told', [NEVER], 1],
    ['is told too late', [timer(400_000) as never], 1],
  ])('gives up after five minutes where the session %s', (_, statuses, reads) => {
    expect(run(statuses)).toMatchObject({
      at: 300_000,
      reads,
      result: {
        success: false,
        error: { _tag: 'TimedOut', operation: 'delete', limit: 'timeout', allowed: 300_000 },
      },
    });
  });
});
