import fc from 'fast-check';
import type { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import type { SyncSnapshot } from '../../../../src/model/sync/SyncSnapshot.js';
import { contextStreams } from '../../../../src/streams/sync/contextStreams.js';
import type { StepMeans } from '../../../../src/streams/sync/steps/advance.js';
import {
  hasEndedWell,
  history,
  triggerMoods,
  underWay,
  type History,
  type TrueTask,
} from '../../../support/history.js';
import { killsWith, liveInSteps, type Kill, type LivedSteps } from '../../../support/killedWorkers.js';
import { livedService } from '../../../support/livedService.js';
import { steppedSync } from '../../../support/steps.js';

const seed = fc.readConfigureGlobal().seed ?? Date.now();

/** Histories in which triggers are lost and turned away, too. */
const hardHistory: fc.Arbitrary<History> = fc
  .tuple(history, triggerMoods)
  .map(([past, moods]) => ({ ...past, triggerMoods: moods }));

describe('without a kill', () => {
  // What was last shown before the first poll is made anew of what is stored: its handle is the one of that moment.
  const plain = (snapshot: SyncSnapshot): unknown =>
    JSON.parse(JSON.stringify(snapshot), (key, value: unknown) =>
      key === 'lastSnapshot' && isBeforePolls(value) ? { ...value, handle: {} } : value,
    );
  const isBeforePolls = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && 'polls' in value && value.polls === 0;

  /** What a sync shows and sends. */
  const live = (past: History, sync: (means: StepMeans, past: History) => Observable<SyncSnapshot>) => {
    const scheduler = new TestScheduler(() => undefined);
    const { told, newMeans } = livedService(past, scheduler, { tellsTime: true });
    const shown: [at: number, snapshot: unknown][] = [];
    let endedAt: number | undefined;
    scheduler.run(({ flush }) => {
      const subscription = sync(newMeans(), past).subscribe({
        next: (snapshot) => shown.push([scheduler.now(), plain(snapshot)]),
        complete: () => (endedAt = scheduler.now()),
      });
      if (past.unsubscribeAt !== undefined) scheduler.schedule(() => subscription.unsubscribe(), past.unsubscribeAt);
      flush();
    });
    return { ...told, shown, endedAt };
  };

  it('a sync shows and sends step by step what it does in one', () => {
    fc.assert(
      fc.property(hardHistory, (past) => {
        const whole = live(past, ({ transport, place, defaults, log }, { options }) =>
          contextStreams(transport, place, defaults, log).sync$(options),
        );
        expect(live(past, (means, { options }) => steppedSync(means, options))).toEqual(whole);
      }),
      { numRuns: 250, seed },
    );
  });
});

const sides: readonly (readonly [string, fc.Arbitrary<number>])[] = [
  ['on machines whose clocks are right', fc.constant(0)],
  [
    'on machines whose clocks are wrong',
    fc.oneof(fc.integer({ min: -90_000, max: 90_000 }), fc.integer({ min: -1e8, max: 1e8 })),
  ],
];

describe.each(sides)('with workers that are killed anywhere, %s', (_, clock) => {
  const runs = { numRuns: 300, seed };
  const steppedLife = fc.tuple(hardHistory, killsWith(clock));
  let lived: readonly [History, readonly Kill[], LivedSteps][] | undefined;
  const lives = () =>
    (lived ??= fc.sample(steppedLife, runs).map(([past, kills]) => [past, kills, liveInSteps(past, kills)]));
  /** Each is lived through once; one where something does not hold is looked for a shorter one. */
  const forAll = (check: (past: History, observed: LivedSteps) => void): void => {
    const isBroken = (past: History, observed: LivedSteps): boolean => {
      try {
        check(past, observed);
        return false;
      } catch {
        return true;
      }
    };
    if (!lives().some(([past, , observed]) => isBroken(past, observed))) return;
    fc.assert(
      fc.property(steppedLife, ([past, kills]) => {
        check(past, liveInSteps(past, kills));
      }),
      runs,
    );
    expect.fail('it was broken a moment ago');
  };

  it('a sync ends, and never with an error', () => {
    let killed = 0;
    forAll((_past, observed) => {
      killed += observed.killed;
      expect(observed.error).toBeUndefined();
      expect(observed.end?.done).toBe(true);
      expect(observed.open).toBe(0);
    });
    expect(killed).toBeGreaterThan(200);
  });

  it('a sync is triggered again only where the service surely did not take the trigger', () => {
    let triggers = 0;
    forAll((_past, { taken, arrived, saves, ...told }) => {
      triggers += told.triggers;
      expect(taken).toBeLessThanOrEqual(1);
      expect(arrived).toBeLessThanOrEqual(taken);
      expect(told.triggers).toBeLessThanOrEqual(saves);
    });
    expect(triggers).toBeGreaterThan(150);
  });

  it('a sync succeeds only if each of its tasks that was listed to a step that was kept succeeded', () => {
    let succeeded = 0;
    forAll((_past, { end, endedAt, triggeredAt, kept }) => {
      if (end?.state !== 'succeeded') return;
      succeeded++;
      expect(triggeredAt).toBeDefined();
      for (const task of kept) expect(hasEndedWell(task, endedAt - (triggeredAt ?? 0))).toBe(true);
    });
    expect(succeeded).toBeGreaterThan(8);
  });

  it('a sync whose tasks stay listed from the trigger on succeeds only if all of them succeeded', () => {
    const stays = (task: TrueTask): TrueTask => ({ ...task, listedAt: 0, vanishesAt: undefined });
    let succeeded = 0;
    fc.assert(
      fc.property(steppedLife, ([past, kills]) => {
        const moods = past.moods.map((mood) => ({ ...mood, late: 0 })) as unknown as History['moods'];
        const { end, endedAt, triggeredAt } = liveInSteps({ ...past, moods, own: past.own.map(stays) }, kills);
        if (end?.state !== 'succeeded') return;
        succeeded++;
        for (const task of past.own) expect(hasEndedWell(task, endedAt - (triggeredAt ?? 0))).toBe(true);
      }),
      { ...runs, numRuns: 150 },
    );
    expect(succeeded).toBeGreaterThan(8);
  });

  it('a sync fails only if one of its tasks failed, or surely nothing was triggered', () => {
    let failed = 0;
    forAll((past, { end, keptBaselineAt, taken }) => {
      if (end?.state !== 'failed') return;
      failed++;
      if (end.error._tag === 'TaskFailed')
        expect([...past.own, ...underWay(past, keptBaselineAt)].some(({ outcome }) => outcome === 'Failed')).toBe(true);
      else expect(taken).toBe(0);
    });
    expect(failed).toBeGreaterThan(8);
  });

  it('what ends otherwise says why', () => {
    forAll((_past, { end }) => {
      if (end === undefined || end.success) return;
      expect(end.errorMessage).toBe(end.error.message);
      expect(end.errorMessage).not.toBe('');
    });
  });
});
