import fc from 'fast-check';
import type { ContextStatusData } from '../../src/model/tasks/ContextStatusData.js';
import type { SyncOptions } from '../../src/model/sync/SyncOptions.js';
import { trouble } from './errors.js';

/** A task as the service runs it. Times are ms since the sync was subscribed. */
export interface TrueTask {
  readonly contextId: string;
  readonly taskType: string;
  /** When the service registers it. */
  readonly listedAt: number;
  /** When it begins to run. */
  readonly startsAt: number;
  /** When it ends; never if undefined. */
  readonly endsAt: number | undefined;
  readonly outcome: 'Success' | 'Failed';
  /** When the service lists it no more; never if undefined. */
  readonly vanishesAt: number | undefined;
}

/** How one status request is answered. */
export interface Mood {
  readonly latency: number;
  /** `late` lists what was true that many ms ago. */
  readonly kind: 'list' | 'transient' | 'permanent' | 'hang';
  readonly late: number;
  readonly retryAfter: number | undefined;
}

/** How one trigger is answered: `lost` arrived, `dropped` did not, and the answer of neither tells. */
export interface TriggerMood {
  readonly kind: 'accepted' | 'turnedAway' | 'lost' | 'dropped';
  readonly retryAfter: number | undefined;
}

/** Everything that a service does from the subscription on. */
export interface History {
  readonly options: SyncOptions;
  /** Tasks of earlier syncs, which ended or began before the trigger. */
  readonly before: readonly TrueTask[];
  /** Tasks of this sync; their times count from the trigger. */
  readonly own: readonly TrueTask[];
  /** The answers to status requests, in turn; the last one goes on. */
  readonly moods: readonly [Mood, ...Mood[]];
  readonly triggerLatency: number;
  /** The answers to triggers, in turn; those after are accepted, as are all where it is left out. */
  readonly triggerMoods?: readonly TriggerMood[];
  /** What the clock of the service shows at the subscription, in ms. */
  readonly clock: number;
  readonly unsubscribeAt: number | undefined;
}

/** Whether a task has ended well by then. */
export const hasEndedWell = (task: TrueTask, at: number): boolean =>
  task.outcome === 'Success' && task.endsAt !== undefined && task.endsAt <= at;

/** The tasks of earlier syncs that were under way when the baseline was read: rule 4 counts them. */
export const underWay = ({ before, options }: History, baselineAt: number): readonly TrueTask[] =>
  before.filter(
    ({ contextId, taskType, startsAt, endsAt }) =>
      startsAt <= baselineAt &&
      (endsAt === undefined || endsAt > baselineAt) &&
      (options.contextId === undefined || options.contextId === contextId) &&
      (options.mode === undefined ? taskType !== 'index' : options.mode === taskType),
  );

/** What a status list shows of a task at a moment. */
export const entryAt = (task: TrueTask, at: number, clock: number): readonly ContextStatusData[] => {
  if (at < task.listedAt || (task.vanishesAt !== undefined && at >= task.vanishesAt)) return [];
  const hasStarted = at >= task.startsAt;
  const hasEnded = task.endsAt !== undefined && at >= task.endsAt;
  const seconds = (ms: number): number => Math.floor((clock + ms) / 1000);
  return [
    {
      contextId: task.contextId,
      path: `/${task.contextId}`,
      taskType: task.taskType,
      errorMessage: hasEnded && task.outcome === 'Failed' ? 'why' : '',
      status: hasEnded ? task.outcome : hasStarted ? 'Running' : 'Pending',
      startTime: hasStarted ? seconds(task.startsAt) : 0,
      finishTime: hasEnded ? seconds(task.endsAt) : 0,
    },
  ];
};

export const errorOf = (mood: Mood): Error =>
  mood.kind === 'permanent' ? trouble.unauthorized() : trouble.unavailable(503, mood.retryAfter);

const contextIds = ['a', 'b'] as const;

const ownTask = (contextId: string, taskType: string): fc.Arbitrary<TrueTask> =>
  fc
    .record({
      listedAt: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(4000)),
      waits: fc.nat(3000),
      runs: fc.option(fc.nat(8000), { nil: undefined, freq: 8 }),
      outcome: fc.oneof({ weight: 3, arbitrary: fc.constant('Success' as const) }, fc.constant('Failed' as const)),
      staysFor: fc.option(fc.nat(6000), { nil: undefined, freq: 2 }),
    })
    .map(({ listedAt, waits, runs, outcome, staysFor }) => {
      const startsAt = listedAt + waits;
      const vanishesAt = staysFor === undefined ? undefined : startsAt + staysFor;
      const endsAt = runs === undefined ? undefined : startsAt + runs;
      return { contextId, taskType, listedAt, startsAt, endsAt, outcome, vanishesAt };
    });

const earlierTask: fc.Arbitrary<TrueTask> = fc
  .record({
    contextId: fc.constantFrom(...contextIds),
    taskType: fc.constantFrom('upload', 'download', 'index'),
    startsAt: fc.integer({ min: -20_000, max: -1 }),
    runs: fc.nat(22_000),
    outcome: fc.constantFrom('Success' as const, 'Failed' as const),
    vanishesAt: fc.option(fc.nat(8000), { nil: undefined, freq: 2 }),
  })
  .map(({ runs, ...task }) => ({ ...task, listedAt: task.startsAt, endsAt: task.startsAt + runs }));

const mood: fc.Arbitrary<Mood> = fc.record({
  latency: fc.nat(1500),
  kind: fc.oneof(
    { weight: 10, arbitrary: fc.constant('list' as const) },
    { weight: 3, arbitrary: fc.constant('transient' as const) },
    fc.constantFrom('permanent' as const, 'hang' as const),
  ),
  late: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat(1500)),
  retryAfter: fc.option(fc.nat(5000), { nil: undefined }),
});

/** Histories of syncs of all contexts, or of one; the service's clock may be off by hours. */
export const history: fc.Arbitrary<History> = fc
  .record({
    target: fc.constantFrom(undefined, ...contextIds),
    mode: fc.constantFrom(undefined, 'upload', 'download'),
    contexts: fc.subarray([...contextIds]),
    maxRetries: fc.integer({ min: 1, max: 20 }),
    retryInterval: fc.integer({ min: 100, max: 2000 }),
    timeout: fc.integer({ min: 500, max: 60_000 }),
    settlePolls: fc.integer({ min: 0, max: 4 }),
    failFast: fc.boolean(),
  })
  .chain(({ target, mode, contexts, ...options }) => {
    const mounted = target === undefined ? contexts : contexts.filter((contextId) => contextId === target);
    const taskType = mode ?? 'upload';
    return fc.record({
      options: fc.constant({
        ...options,
        ...(target && { contextId: target, path: `/${target}` }),
        ...(mode && { mode }),
      }),
      before: fc.array(earlierTask, { maxLength: 3 }),
      own: fc.tuple(...mounted.map((contextId) => ownTask(contextId, taskType))),
      moods: fc
        .tuple(mood, fc.array(mood, { maxLength: 12 }))
        .map(([first, rest]): [Mood, ...Mood[]] => [first, ...rest]),
      triggerLatency: fc.nat(800),
      clock: fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }),
      unsubscribeAt: fc.option(fc.nat(20_000), { nil: undefined, freq: 3 }),
    });
  });

/** How triggers are answered, in turn. */
export const triggerMoods: fc.Arbitrary<readonly TriggerMood[]> = fc.array(
  fc.record({
    kind: fc.oneof(
      { weight: 2, arbitrary: fc.constant('turnedAway' as const) },
      { weight: 1, arbitrary: fc.constantFrom('accepted' as const, 'lost' as const, 'dropped' as const) },
    ),
    retryAfter: fc.option(fc.nat(5000), { nil: undefined }),
  }),
  { maxLength: 3 },
);
