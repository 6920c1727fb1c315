import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { snapshotFromJSON } from '../../../src/model/json/fromJSON.js';
import type { ContextStatusData } from '../../../src/model/tasks/ContextStatusData.js';
import type { SyncSnapshot } from '../../../src/model/sync/SyncSnapshot.js';
import { isFinished } from '../../../src/model/tasks/taskStatus.js';
import { samePlace } from '../../../src/streams/sync/matching/taskKey.js';
import { contextStreams } from '../../../src/streams/sync/contextStreams.js';
import { hasEndedWell, history, underWay, type History, type TrueTask } from '../../support/history.js';
import { livedService, type Told } from '../../support/livedService.js';

interface Observed extends Told {
  readonly snapshots: readonly SyncSnapshot[];
  readonly endedAt: number | undefined;
  readonly errors: readonly unknown[];
}

/** Lives a history through in virtual time, with a sync that follows it. */
const live = (past: History): Observed => {
  const scheduler = new TestScheduler(() => undefined);
  const { unsubscribeAt, options } = past;
  const { told, newMeans } = livedService(past, scheduler);
  const { transport, place, defaults, log } = newMeans();
  const streams = contextStreams(transport, place, defaults, log);
  const snapshots: SyncSnapshot[] = [];
  const errors: unknown[] = [];
  let endedAt: number | undefined;

  scheduler.run(({ flush }) => {
    const subscription = streams.sync$(options).subscribe({
      next: (snapshot) => snapshots.push(snapshot),
      error: (error: unknown) => errors.push(error),
      complete: () => (endedAt = scheduler.now()),
    });
    if (unsubscribeAt !== undefined) {
      scheduler.schedule(() => {
        subscription.unsubscribe();
      }, unsubscribeAt);
    }
    flush();
  });
  return { ...told, snapshots, endedAt, errors };
};

const runs = { numRuns: 2000, seed: fc.readConfigureGlobal().seed ?? Date.now() };

/** Each history is lived through once, for all that is said of it; one where something does not hold is looked for a shorter one. */
const forAll = (check: (past: History, observed: Observed) => void): void => {
  const broken = lives().find(([past, observed]) => !holds(check, past, observed));
  if (broken === undefined) return;
  fc.assert(
    fc.property(history, (past) => {
      check(past, live(past));
    }),
    runs,
  );
  check(...broken);
};

const holds = (...[check, ...life]: [(...life: Life) => void, ...Life]): boolean => {
  try {
    check(...life);
    return true;
  } catch {
    return false;
  }
};

type Life = [past: History, observed: Observed];

const liveAll = (): readonly Life[] => fc.sample(history, runs).map((past): Life => [past, live(past)]);
let lived: readonly Life[] | undefined;
// Mutation testing asks of each test what code it runs.
const lives = process.env['MUTATED_ROOM'] === undefined ? (): readonly Life[] => (lived ??= liveAll()) : liveAll;

describe('whatever a service does', () => {
  it('a sync ends with exactly one terminal snapshot, the last one, and never with an error', () => {
    forAll(({ unsubscribeAt }, { snapshots, endedAt, errors }) => {
      const ends = snapshots.filter(({ done }) => done);
      if (unsubscribeAt === undefined) expect(endedAt).toBeDefined();
      expect(ends).toEqual(endedAt === undefined ? [] : snapshots.slice(-1));
      expect(errors).toEqual([]);
    });
  });

  it('a sync succeeds only if each of its tasks that was ever listed to it succeeded', () => {
    let succeeded = 0;
    forAll((_, { snapshots, endedAt = 0, triggeredAt = 0, shown }) => {
      if (snapshots.at(-1)?.state !== 'succeeded') return;
      succeeded++;
      for (const task of shown) expect(hasEndedWell(task, endedAt - triggeredAt)).toBe(true);
    });
    expect(succeeded).toBeGreaterThan(100);
  });

  it('a sync succeeds where the service is steady and all of its tasks succeed', () => {
    const steady: History['moods'] = [{ latency: 50, kind: 'list', late: 0, retryAfter: undefined }];
    const good = (task: TrueTask): TrueTask => ({ ...task, outcome: 'Success', vanishesAt: undefined });
    fc.assert(
      fc.property(history, (past) => {
        const honest: History = {
          ...past,
          moods: steady,
          unsubscribeAt: undefined,
          own: past.own.map((task) => ({ ...good(task), listedAt: 0, endsAt: task.endsAt ?? task.startsAt + 1000 })),
          before: past.before.map(good),
          options: { ...past.options, maxRetries: 1000, timeout: 2_000_000 },
        };
        expect(live(honest).snapshots.at(-1)?.state).toBe('succeeded');
      }),
      runs,
    );
  });

  it('a sync fails only if one of its tasks failed, or it could not be started', () => {
    let failed = 0;
    forAll((past, { snapshots, baselineAt = 0, triggers }) => {
      const end = snapshots.at(-1);
      if (end?.state !== 'failed') return;
      failed++;
      // Where nothing was triggered, it can only have failed.
      if (triggers > 0) {
        const counted = [...past.own, ...underWay(past, baselineAt)];
        expect(counted.some(({ outcome }) => outcome === 'Failed')).toBe(true);
      }
    });
    expect(failed).toBeGreaterThan(100);
  });

  it('a sync that ends as failed or unconfirmed says why, and has what it saw', () => {
    forAll((_, { snapshots }) => {
      const end = snapshots.at(-1);
      if (end?.done !== true || end.success) return;
      expect(end.errorMessage).toBe(end.error.message);
      if (end.polls === 0) return;
      const answered = Object.values(end.error.answers ?? {}).reduce((sum, count) => sum + count, 0);
      expect(answered).toBe(end.polls);
      expect(end.error.lastSnapshot?.polls).toBe(snapshots.at(-2)?.polls);
    });
  });

  it('the last two snapshots of a sync arrive elsewhere as they were', () => {
    forAll((_, { snapshots }) => {
      for (const snapshot of snapshots.slice(-2)) {
        expect(snapshotFromJSON(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
      }
    });
  });

  it('a sync is triggered once at most, its polls never overlap, and are no more than allowed', () => {
    forAll(({ options }, { triggers, polls, mostAtOnce }) => {
      expect(triggers).toBeLessThanOrEqual(1);
      expect(mostAtOnce).toBeLessThanOrEqual(1);
      expect(polls).toBeLessThanOrEqual(options.maxRetries ?? 0);
    });
  });

  it('a sync ends within its timeout', () => {
    forAll(({ options }, { endedAt = 0 }) => {
      expect(endedAt).toBeLessThanOrEqual(options.timeout ?? 0);
    });
  });

  it('nothing is sent after the end or the unsubscription, and nothing stays open', () => {
    forAll(({ unsubscribeAt = Infinity }, { endedAt = Infinity, lastSentAt, open }) => {
      expect(lastSentAt).toBeLessThanOrEqual(Math.min(unsubscribeAt, endedAt));
      expect(open).toBe(0);
    });
  });

  /** Transfers that were under way before give way to newer tasks of the same place, and to nothing else. */
  const supersededIn = ({ handle, contextStatusData }: SyncSnapshot): number =>
    (handle.baseline ?? []).filter(
      (old) =>
        !isFinished(old) &&
        contextStatusData.some(
          (task) => samePlace(task, old) && (task.startTime === 0 || task.startTime >= old.startTime),
        ),
    ).length;

  it('the snapshots of a sync never lose a task, and count up', () => {
    forAll((_, { snapshots }) => {
      snapshots.slice(1).forEach((snapshot, index) => {
        const last = snapshots[index];
        const { total } = snapshot.progress;
        expect(total).toBeGreaterThanOrEqual((last?.progress.total ?? 0) - supersededIn(snapshot));
        expect(snapshot.polls).toBeGreaterThanOrEqual(last?.polls ?? 0);
        expect(snapshot.elapsed).toBeGreaterThanOrEqual(last?.elapsed ?? 0);
      });
    });
  });

  it('no snapshot shows a context, path and type twice', () => {
    forAll((_, { snapshots }) => {
      snapshots.forEach(({ progress, contextStatusData }) => {
        const keys = contextStatusData.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const task of contextStatusData) {
          const isSame = (other: ContextStatusData): boolean =>
            samePlace(task, other) && task.taskType === other.taskType;
          expect(contextStatusData.filter(isSame)).toHaveLength(1);
        }
        expect(progress.total).toBeGreaterThanOrEqual(keys.length);
        expect(progress.total > 0).toBe(keys.length > 0);
      });
    });
  });

  it('no task goes back from finished to unfinished, unless a list is late or leaves it out', () => {
    forAll(({ moods, own, before }, { snapshots }) => {
      const isSteady = (task: TrueTask): boolean => task.vanishesAt === undefined;
      if (moods.some(({ late }) => late > 0) || ![...own, ...before].every(isSteady)) return;
      snapshots.slice(1).forEach(({ progress }, index) => {
        expect(progress.finished).toBeGreaterThanOrEqual(snapshots[index]?.progress.finished ?? 0);
        expect(progress.failed).toBeGreaterThanOrEqual(snapshots[index]?.progress.failed ?? 0);
      });
    });
  });
});
