import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { copyOfHandle, type SyncHandle } from '../model/SyncHandle.js';
import type { FollowPlan } from '../model/SyncPlan.js';
import type { SyncSnapshot } from '../model/SyncSnapshot.js';
import { originsOf, ownOf, withoutSuperseded } from './baseline.js';
import { ours } from './ours.js';

type Tasks = readonly ContextStatusData[];

/** How a sync ended. Only a good end has no error. */
export type SyncEnd =
  { readonly state: 'succeeded' } | { readonly state: 'failed' | 'unconfirmed'; readonly error: ContextError };

/** All that is known of a sync at one moment. A plain value: each poll makes the next one from it. */
export interface SyncCourse {
  readonly handle: SyncHandle;
  readonly plan: FollowPlan;
  /** All tasks that are or were listed for it since the trigger, transfers that were under way before it included. */
  readonly seen: Tasks;
  /** Those of them that count: this sync's tasks as last seen. */
  readonly tasks: Tasks;
  /** Those of them that surely began after the baseline was read. */
  readonly own: Tasks;
  /** The entries of the baseline that every good poll so far listed unchanged. */
  readonly unchanged: Tasks;
  /** The entries that a poll listed and that are as old as the baseline. */
  readonly old: Tasks;
  /** What is or was listed under the context of this sync, and is not of it; but for what is as old as the baseline. */
  readonly others: Tasks;
  readonly polls: number;
  /** Good polls in a row that showed nothing that an earlier sync could not have left. */
  readonly stablePolls: number;
  /** Milliseconds since the trigger was answered, at the last poll. */
  readonly elapsed: number;
  /** The same, at the last good poll. */
  readonly readAt: number;
  /** The list was read from soon after the trigger on, and often enough: nothing can have come and gone unseen. */
  readonly isGapless: boolean;
  readonly warning?: ContextError | undefined;
  /** Why it is not known whether the trigger arrived, for the error that the sync may end with. */
  readonly lost?: ContextError | undefined;
  /** The last snapshot before the first poll, if there was one. */
  readonly snapshotAtStart?: SyncSnapshot | undefined;
  /** How many polls were answered how. */
  readonly answers: Readonly<Record<string, number>>;
  /** The delay before the last poll, in ms. */
  readonly lastDelay?: number | undefined;
  readonly end?: SyncEnd | undefined;
}

/** Where the following of a sync begins. */
export interface CourseStart extends Pick<SyncCourse, 'handle' | 'plan' | 'lost' | 'snapshotAtStart'> {
  /** Milliseconds since the trigger was answered. */
  readonly age: number;
}

/**
 * How long the list may go unread before tasks can have come and gone, in ms: the services' own clients wait a minute for one
 * answer (wire-protocol.md, section 9), so what they list must last that long.
 */
export const longestGap = 60_000;

/** The course of a sync before its first poll. */
export const newCourse = ({ handle, plan, lost, snapshotAtStart, age }: CourseStart): SyncCourse => {
  const kept = copyOfHandle(handle);
  const { baseline = [], seen: known = [] } = kept;
  const isOurs = ours(kept, [...baseline, ...known]);
  const seen = known.filter(isOurs);
  const origins = originsOf(baseline, seen);
  const tasks = withoutSuperseded(seen, origins);
  return {
    handle: kept,
    plan,
    lost,
    snapshotAtStart,
    seen,
    tasks,
    own: ownOf(kept, tasks, origins),
    unchanged: baseline,
    old: [],
    others: known.filter((task) => !isOurs(task)),
    polls: 0,
    stablePolls: 0,
    elapsed: Math.max(age, 0),
    readAt: 0,
    // A handle from the future is of another clock: nobody knows how old it is.
    isGapless: Math.abs(age) <= longestGap,
    answers: {},
  };
};
