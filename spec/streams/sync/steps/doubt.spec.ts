import { describe, expect, it } from 'vitest';
import type { CheckpointOptions, SyncCheckpoint } from '../../../../src/model/sync/SyncCheckpoint.js';
import { trouble } from '../../../support/errors.js';
import { newOne, onStepBench, type Script, type StepBench } from '../../../support/stepBench.js';
import { failed, succeeded, task } from '../../../support/tasks.js';

/** A sync whose worker died after it was marked: nobody knows whether it was sent. Another one finds it `later` ms later. */
const inDoubt = (
  { status = [], ...script }: Script,
  run: (marked: SyncCheckpoint | undefined, bench: StepBench) => void,
  { later = 0, ...options }: CheckpointOptions & { later?: number } = {},
): void =>
  onStepBench({ trigger: ['-'], status, ...script }, (bench) => {
    let marked: SyncCheckpoint | undefined;
    const save = (checkpoint: SyncCheckpoint) =>
      void (marked = JSON.parse(JSON.stringify(checkpoint)) as SyncCheckpoint);
    const { gave } = options.baseline === false ? { gave: { next: newOne(options) } } : bench.take(newOne(options));
    expect(bench.take(gave?.next, { save, stopAt: 1 }).sent).toHaveLength(1);
    bench.restart();
    bench.pass(later);
    run(marked, bench);
  });

/** How it ends, without one more trigger. */
const endOf = (marked: SyncCheckpoint | undefined, { walk, sent }: StepBench) => {
  const save = () => expect.fail('nothing is to be saved');
  const end = walk(marked, { save }).at(-1)?.gave?.snapshot;
  expect(sent.filter((request) => request.startsWith('trigger'))).toHaveLength(1);
  return end;
};

const old = [failed({ startTime: 5 })];
const answers = { o: old, n: [...old, task()], g: [...old, succeeded()], b: [...old, failed()] };

describe('a sync that is found marked as about to be triggered', () => {
  it('is polled at once, and says why it is not known whether it was sent', () => {
    inDoubt({ status: ['e', '-e'] }, (marked, { take }) => {
      const { sent, gave } = take(marked);
      expect(sent).toEqual(['status 1-2']);
      expect(gave?.next).toMatchObject({
        phase: 'following',
        handle: { accepted: false, sent: true },
        course: { polls: 1 },
      });
      expect(gave?.snapshot).toMatchObject({ state: 'pending', polls: 1 });
      const { lost } = gave?.next?.start ?? {};
      expect(lost).toMatchObject({ _tag: 'Unavailable', operation: 'SyncContext' });
      expect(lost?.['message']).toMatch(/who was to send it stopped before its answer was kept/);
    });
  });

  it('ends unconfirmed where no new task is listed, and says so', () => {
    inDoubt({ status: ['o'], answers }, (marked, bench) => {
      const end = endOf(marked, bench);
      expect(end).toMatchObject({
        state: 'unconfirmed',
        handle: { accepted: false },
        polls: 3,
        error: { _tag: 'TimedOut', limit: 'settlePolls', cause: { _tag: 'Unavailable', operation: 'SyncContext' } },
      });
      expect(end?.errorMessage).toMatch(/not known whether the trigger arrived/);
    });
  });

  it.each([
    ['succeeded', ['o', 'o', 'n', 'g']],
    ['failed', ['o', 'o', 'n', 'b']],
  ])('is %s where a new task is listed that is', (state, status) => {
    inDoubt({ status, answers }, (marked, bench) => {
      expect(endOf(marked, bench)).toMatchObject({
        state,
        handle: { accepted: true },
        progress: { total: 1, finished: 1 },
      });
    });
  });

  it.each([
    ['ended well', succeeded()],
    ['failed', failed()],
  ])('ends unconfirmed without a baseline, also where all that is listed %s', (_, entry) => {
    inDoubt(
      { status: ['l'], answers: { l: [entry] } },
      (marked, bench) => {
        const end = endOf(marked, bench);
        expect(end).toMatchObject({ state: 'unconfirmed' });
        expect(end?.errorMessage).toMatch(/without a `baseline` nobody can tell how it ends: sync again/);
      },
      { baseline: false },
    );
  });

  it('waits for a throttled key as others do, and keeps what it does not know', () => {
    inDoubt({ status: ['e', 't', 'e'], answers: { t: trouble.rateLimited(30) } }, (marked, bench) => {
      bench.take(newOne());
      const { sent, gave } = bench.take(marked);
      expect(sent).toEqual([]);
      expect(gave).toMatchObject({
        delay: 30,
        next: { phase: 'following', handle: { accepted: false }, start: { lost: { operation: 'SyncContext' } } },
        snapshot: { state: 'pending', warning: { _tag: 'RateLimited' } },
      });
      bench.pass(30);
      expect(endOf(gave?.next, bench)).toMatchObject({ state: 'unconfirmed' });
    });
  });

  it('ends unconfirmed where its time is over, without a request', () => {
    inDoubt(
      { status: ['e'] },
      (marked, { take }) => {
        const { sent, gave } = take(marked);
        expect(sent).toEqual([]);
        expect(gave?.snapshot).toMatchObject({
          state: 'unconfirmed',
          error: { _tag: 'TimedOut', limit: 'timeout', cause: { operation: 'SyncContext' } },
        });
      },
      { timeout: 100, later: 100 },
    );
  });

  it('is refused the list: it ends unconfirmed', () => {
    inDoubt({ status: ['e', 'd'] }, (marked, bench) => {
      expect(endOf(marked, bench)).toMatchObject({ state: 'unconfirmed', error: { _tag: 'Unauthorized' } });
    });
  });
});
