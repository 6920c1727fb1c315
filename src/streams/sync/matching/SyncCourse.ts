import type { ContextError } from '../../../model/errors/ContextError.js';
import { copyOfHandle, type SyncHandle } from '../../../model/sync/SyncHandle.js';
import type { FollowPlan } from '../../../model/sync/SyncPlan.js';
import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import type { PollEnd } from '../../polling/PollTarget.js';
import { originsOf, ownOf, withoutSuperseded } from './baseline.js';
import { taskFilter } from './taskFilter.js';

type Tasks = readonly ContextStatusData[];

/** The entries that a sync knows of, by what they are to it. */
export interface KnownTasks {
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
}

/** What a status list says of a sync: each of its entries is new, gone on from the baseline, or as old as that. */
export interface Sighting extends KnownTasks {
  /** The tasks, where what came back to the list is how some of them ended; undefined where nothing did. */
  readonly rematched: Tasks | undefined;
  /** Entries about what this sync should have a task of its own for, and has none (yet). */
  readonly missing: Tasks;
  /** Those of them that were under way at the baseline, and left the list without an end. */
  readonly vanished: Tasks;
  /** What began under the context of this sync since the baseline, and is not of it. */
  readonly strangers: Tasks;
}

/** The list that was read last, and what it said. */
export interface LastLook {
  readonly list: Tasks;
  readonly sighting: Sighting;
  /** The same list was read before it, and nothing more is known since. */
  readonly isSettled: boolean;
}

/** All that the list told of a sync so far. A plain value: each reading makes the next one from it. */
export interface SyncCourse extends KnownTasks {
  readonly handle: SyncHandle;
  readonly plan: FollowPlan;
  readonly last?: LastLook | undefined;
  /** Good polls in a row that showed nothing that an earlier sync could not have left. */
  readonly stablePolls: number;
  /** When the list was read last, in milliseconds since the trigger was answered. */
  readonly readAt: number;
  /** The same in ms by the service's own clock, or when the trigger was answered; undefined where it does not say. */
  readonly answeredAt?: number | undefined;
  /** The list was read from soon after the trigger on, and often enough: nothing can have come and gone unseen. */
  readonly isGapless: boolean;
  /** Why it is not known whether the trigger arrived, for the error that the sync may end with. */
  readonly lost?: ContextError | undefined;
  readonly end?: PollEnd | undefined;
}

/** Where the following of a sync begins. */
export interface CourseStart extends Pick<SyncCourse, 'handle' | 'plan' | 'lost' | 'answeredAt'> {
  /** Milliseconds since the trigger was answered. */
  readonly age: number;
}

/**
 * How long the list may go unread before tasks can have come and gone, in ms: the services' own clients wait a minute for one
 * answer (docs/protocol.md, section 9), so what they list must last that long.
 */
export const longestGap = 60_000;

/** The course of a sync before its first poll. */
export const newCourse = ({ handle, plan, lost, age, answeredAt }: CourseStart): SyncCourse => {
  const kept = copyOfHandle(handle);
  const { baseline = [], seen: known = [] } = kept;
  const isOurs = taskFilter(kept, [...baseline, ...known]);
  const seen = known.filter(isOurs);
  const origins = originsOf(baseline, seen);
  const tasks = withoutSuperseded(seen, origins);
  return {
    handle: kept,
    plan,
    lost,
    seen,
    tasks,
    own: ownOf(kept, tasks, origins),
    unchanged: baseline,
    old: [],
    others: known.filter((task) => !isOurs(task)),
    stablePolls: 0,
    readAt: 0,
    answeredAt,
    // A handle from the future is of another clock: nobody knows how old it is.
    isGapless: Math.abs(age) <= longestGap,
  };
};
