import { asyncScheduler, of } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TimedOut } from '../../../src/model/errors/TimedOut.js';
import type { WaitSnapshot } from '../../../src/model/results/Snapshot.js';
import { startAndPoll } from '../../../src/streams/polling/startAndPoll.js';
import { trouble } from '../../support/errors.js';
import { answersIn, brisk, inVirtualTime, virtualNow } from '../../support/virtual.js';

const values = { a: 'a', b: 'b', z: 'z' };

/** The snapshots of a wait that is over at `z`, and that fails by itself if `b` was seen last. */
const snapshotsOf = (
  answers: readonly string[],
  errors: readonly Error[] = [],
  request = '--(r|)',
): WaitSnapshot<{ seen: string }>[] => {
  const snapshots: WaitSnapshot<{ seen: string }>[] = [];
  inVirtualTime((helpers) => {
    const requested = helpers.cold(request, { r: { requestId: 'R' } }, trouble.unauthorized());
    const read = answersIn(helpers, answers, values, errors);
    const target = {
      operation: 'it',
      read,
      first: '',
      take: (seen: string, reading: string) => seen + reading,
      endOf: (seen: string) => (seen.endsWith('z') ? {} : undefined),
      failureIn: (seen: string) => (seen.endsWith('b') ? trouble.refused() : undefined),
    };
    startAndPoll(requested, target, brisk, virtualNow, ({ seen }) => ({ seen })).subscribe((snapshot) =>
      snapshots.push(snapshot),
    );
    helpers.flush();
  });
  return snapshots;
};

const underway = { done: false, success: false, requestId: 'R', errorMessage: '' };

describe('begin', () => {
  it('tells what each poll showed, and when', () => {
    expect(snapshotsOf(['-(a|)', '-(z|)'])).toEqual([
      { ...underway, seen: 'a', polls: 1, elapsed: 1 },
      { done: true, success: true, requestId: 'R', errorMessage: '', seen: 'az', polls: 2, elapsed: 6 },
    ]);
  });

  it('tells the time by its own clock, though that of the machine is set back', () => {
    inVirtualTime(({ flush }) => {
      const timeOfDay = asyncScheduler.now.bind(asyncScheduler);
      asyncScheduler.now = () => (timeOfDay() < 12 ? timeOfDay() : timeOfDay() - 3_600_000);
      onTestFinished(() => {
        asyncScheduler.now = timeOfDay;
      });
      const elapsed: number[] = [];
      const target = { operation: 'it', read: of(''), first: '', take: () => '', endOf: () => undefined };
      startAndPoll(of({ requestId: 'R' }), target, brisk, timeOfDay, () => ({})).subscribe((snapshot) => {
        elapsed.push(snapshot.elapsed);
      });
      flush();
      expect(elapsed).toEqual([0, 5, 10, 15, 20, 25, 30]);
    });
  });

  it('tells a poll that failed, and goes on', () => {
    const warning = trouble.unavailable();
    expect(snapshotsOf(['-#', '-(z|)'], [warning])[0]).toEqual({
      ...underway,
      seen: '',
      polls: 1,
      elapsed: 1,
      warning,
    });
    expect(snapshotsOf(['-#', '-(z|)'], [warning])[1]).not.toHaveProperty('warning');
  });

  it('says how long it waited, how often it asked, and what was wrong last', () => {
    const warning = trouble.unavailable();
    const end = snapshotsOf(['-(a|)', '-#'], [new Error(), warning]).at(-1);
    const facts = { operation: 'it', limit: 'timeout', allowed: 30, polls: 6, cause: warning };
    expect(end).toMatchObject({
      done: true,
      success: false,
      seen: 'a',
      polls: 6,
      elapsed: 30,
      requestId: 'R',
      error: facts,
    });
    expect(end?.error).toBeInstanceOf(TimedOut);
    expect(end?.errorMessage).toBe(end?.error?.message);
    expect(end).not.toHaveProperty('warning');
  });

  it('tells a failure that was seen before that we stopped waiting', () => {
    expect(snapshotsOf(['-(b|)', '-']).at(-1)).toMatchObject({ error: { _tag: 'Refused' }, elapsed: 30 });
    expect(snapshotsOf(['-(b|)', '-#'], [new Error(), trouble.unauthorized()]).at(-1)).toMatchObject({
      error: { _tag: 'Refused' },
      polls: 2,
    });
  });

  it('is one snapshot where the request failed', () => {
    expect(snapshotsOf([], [], '-#')).toEqual([
      {
        done: true,
        success: false,
        requestId: 'REQ-1',
        seen: '',
        polls: 0,
        elapsed: 0,
        errorMessage: trouble.unauthorized().message,
        error: trouble.unauthorized(),
      },
    ]);
  });
});
