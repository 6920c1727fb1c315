import fc from 'fast-check';
import { asyncScheduler, NEVER, Subscription } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import {
  newCheckpoint,
  type CheckpointOptions,
  type SyncAdvance,
  type SyncCheckpoint,
} from '../../src/model/sync/SyncCheckpoint.js';
import type { ContextSyncResult } from '../../src/model/sync/SyncSnapshot.js';
import { advance, type StepMeans } from '../../src/streams/sync/steps/advance.js';
import type { History, TrueTask } from './history.js';
import { livedService, type Told } from './livedService.js';

/** Where a worker dies, and when another one goes on. */
export interface Kill {
  /** It takes so many steps first. */
  readonly steps: number;
  /** `inFlight`: so many ms after its step began. `unkept`: the step was over, and what it gave was not kept yet. */
  readonly point: 'beforeSave' | 'afterSave' | 'inFlight' | 'unkept';
  readonly after: number;
  readonly goesOnAfter: number;
  /** By how many ms the clock of the machine is wrong on which it goes on. */
  readonly clock: number;
}

export interface LivedSteps extends Told {
  readonly end: ContextSyncResult | undefined;
  readonly endedAt: number;
  readonly error: unknown;
  /** When the baseline was read that was kept. */
  readonly keptBaselineAt: number;
  /** The own tasks that a poll showed whose step was kept. */
  readonly kept: ReadonlySet<TrueTask>;
  /** The kills that there was time for. */
  readonly killed: number;
  readonly saves: number;
}

/** Lives a history through with workers that are killed; all that the next one has is the text that was stored, which may be spoiled. */
export const liveInSteps = (
  past: History,
  kills: readonly Kill[],
  spoil: (stored: string) => string = (stored) => stored,
): LivedSteps => {
  const scheduler = new TestScheduler(() => undefined);
  const { told, newMeans } = livedService(past, scheduler, { tellsTime: true });
  const timeOfDay = asyncScheduler.now.bind(asyncScheduler);
  const kept = new Set<TrueTask>();
  let store = spoil(JSON.stringify(newCheckpoint(past.options as CheckpointOptions)));
  let means: StepMeans = newMeans();
  let clock = 0;
  let [killed, steps, saves, keptBaselineAt, endedAt] = [0, 0, 0, 0, 0];
  let end: ContextSyncResult | undefined;
  let failure: unknown;

  const keep = (checkpoint: SyncCheckpoint): void => {
    store = spoil(JSON.stringify(checkpoint));
  };
  const step = (): void => {
    const kill = kills[killed];
    const isDue = kill !== undefined && steps >= kill.steps;
    const worker = new Subscription();
    const die = (): void => {
      if (worker.closed || kill === undefined) return;
      worker.unsubscribe();
      killed += 1;
      steps = 0;
      means = newMeans();
      ({ clock } = kill);
      scheduler.schedule(step, kill.goesOnAfter);
    };
    const save = (checkpoint: SyncCheckpoint): unknown => {
      saves += 1;
      if (isDue && kill.point === 'beforeSave') return (die(), NEVER);
      keep(checkpoint);
      return isDue && kill.point === 'afterSave' ? (die(), NEVER) : undefined;
    };
    const take = ({ next, delay, snapshot }: SyncAdvance): void => {
      if (isDue && kill.point === 'unkept') {
        die();
        return;
      }
      worker.unsubscribe();
      for (const task of told.shown) kept.add(task);
      steps += 1;
      if (next === undefined) {
        end = snapshot;
        endedAt = scheduler.now();
        return;
      }
      if (next.phase === 'ready') keptBaselineAt = scheduler.now();
      keep(next);
      scheduler.schedule(step, delay);
    };
    told.shown.clear();
    worker.add(
      advance(means, JSON.parse(store), save).subscribe({ next: take, error: (error: unknown) => (failure = error) }),
    );
    if (isDue && kill.point === 'inFlight') scheduler.schedule(die, kill.after);
  };

  scheduler.run(({ flush }) => {
    asyncScheduler.now = () => timeOfDay() + clock;
    try {
      step();
      flush();
    } finally {
      asyncScheduler.now = timeOfDay;
    }
  });
  return { ...told, end, endedAt, error: failure, keptBaselineAt, kept, killed, saves };
};

const pause = fc.oneof(fc.nat(3000), fc.nat(120_000));

/** Workers that die anywhere. `clock` is how wrong their clocks are. */
export const killsWith = (clock: fc.Arbitrary<number>): fc.Arbitrary<readonly Kill[]> =>
  fc.array(
    fc.record({
      steps: fc.nat(3),
      point: fc.constantFrom('beforeSave' as const, 'afterSave' as const, 'inFlight' as const, 'unkept' as const),
      after: fc.nat(1000),
      goesOnAfter: pause,
      clock,
    }),
    { minLength: 1, maxLength: 4 },
  );
