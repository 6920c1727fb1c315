import { NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { SyncCheckpoint } from '../../../../src/model/sync/SyncCheckpoint.js';
import { trouble } from '../../../support/errors.js';
import { newOne, onStepBench } from '../../../support/stepBench.js';

describe('before the trigger', () => {
  it.each([true, false])('the checkpoint is saved once, and nothing was sent by then (baseline: %s)', (baseline) => {
    onStepBench({ status: ['-e', 'r', 's'], trigger: ['--a'] }, ({ walk, sent }) => {
      const saved: SyncCheckpoint[] = [];
      const before: string[] = [];
      const save = (checkpoint: SyncCheckpoint) => {
        saved.push(JSON.parse(JSON.stringify(checkpoint)) as SyncCheckpoint);
        before.push(...sent);
      };
      const taken = walk(newOne({ baseline }), { save });
      expect(taken.at(-1)?.gave?.snapshot?.state).toBe('succeeded');
      expect(saved).toMatchObject([
        { phase: 'triggering', options: { baseline }, handle: { accepted: false, requestId: '' }, startedAt: 0 },
      ]);
      expect(saved[0]?.handle?.baseline).toEqual(baseline ? [] : undefined);
      expect(before).toEqual(baseline ? ['status 0-1'] : []);
    });
  });

  it('it is saved again before each try', () => {
    onStepBench({ trigger: ['n', 'a'], answers: { n: trouble.connectionRefused() } }, ({ walk }) => {
      const phases: string[] = [];
      walk(newOne(), { save: ({ phase, start }) => void phases.push(`${phase} ${start?.tries}`) });
      expect(phases).toEqual(['triggering 1', 'triggering 2']);
    });
  });

  it('what saves may take its time: the trigger waits for it', () => {
    onStepBench({}, ({ take }) => {
      const ready = take(newOne()).gave?.next;
      let resolve = (): void => undefined;
      const save = () => thenable((settle) => (resolve = settle));
      expect(take(ready, { save, stopAt: 50 })).toEqual({ sent: [] });
      // Nobody waits for it any more.
      resolve();
      expect(take(ready, { save: () => thenable((settle) => settle()) }).sent).toEqual(['trigger 50-50']);
    });
  });

  it.each([
    ['ends', () => of('saved'), { sent: ['trigger 0-0'] }],
    ['fails', () => throwError(() => new Error('full')), { sent: [], error: new Error('full') }],
  ])('what saves may be a stream, which is subscribed: where it %s', (_, save, expected) => {
    onStepBench({}, ({ take }) => {
      expect(take(take(newOne()).gave?.next, { save })).toMatchObject(expected);
    });
  });
});

describe('what could not be saved', () => {
  // One that would be a reason to try again, and to wait, if the service had said so.
  const ours = trouble.rateLimited(1000);

  it.each<[string, () => unknown, unknown]>([
    [
      'throws',
      () => {
        throw new Error('disk full');
      },
      new Error('disk full'),
    ],
    ['rejects with nothing that one could read', () => rejected(undefined), undefined],
    [
      'throws an error of ours',
      () => {
        throw ours;
      },
      ours,
    ],
    ['rejects', () => rejected(new Error('disk full')), new Error('disk full')],
    ['rejects with an error of ours', () => rejected(ours), ours],
  ])('is not sent, and its own error comes out, where it %s', (_, save, error) => {
    onStepBench({}, ({ take, logged }) => {
      const ready = take(newOne()).gave?.next;
      const taken = take(ready, { save });
      expect(taken).toEqual({ sent: [], error });
      expect(taken).toHaveProperty('error');
      if (error === ours) expect(taken.error).toBe(ours);
      expect(logged).toEqual([]);
      // It was not the service who said so: nobody waits.
      expect(take(ready).sent).toEqual(['trigger 0-0']);
    });
  });

  it('is not sent for as long as saving hangs, and at the deadline it has failed', () => {
    onStepBench({}, ({ take }) => {
      const ready = take(newOne({ timeout: 100 })).gave?.next;
      const { sent, gave } = take(ready, { save: () => NEVER });
      expect(sent).toEqual([]);
      expect(gave).toMatchObject({
        snapshot: { state: 'failed', handle: { accepted: false }, error: { _tag: 'TimedOut', limit: 'timeout' } },
      });
      expect(gave?.snapshot?.state === 'failed' && gave.snapshot.errorMessage).toMatch(
        /nothing was triggered: sync again$/,
      );
    });
  });
});

/** A promise of which one says when it settles: virtual time knows no microtasks. */
const thenable = (run: (resolve: () => void, reject: (reason: unknown) => void) => void): PromiseLike<void> => ({
  then: (resolve, reject) => {
    run(
      () => void resolve?.(),
      (reason) => void reject?.(reason),
    );
    return Promise.resolve() as never;
  },
});

const rejected = (error: unknown) => thenable((_, reject) => reject(error));
