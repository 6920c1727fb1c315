import { InvalidRequest } from '../errors/InvalidRequest.js';
import { plainCopy, type JsonObject } from '../errors/plain.js';
import type { ContextStatusData } from '../tasks/ContextStatusData.js';
import type { SyncHandle } from './SyncHandle.js';
import type { SyncOptions } from './SyncOptions.js';
import { syncPlan } from './SyncPlan.js';
import type { ContextSyncResult, SyncUnderway } from './SyncSnapshot.js';

/** The options of a sync that is stored: those of `sync$` that JSON can say. A schedule is the client's `pacing`. */
export interface CheckpointOptions extends Omit<SyncOptions, 'retryInterval'> {
  /**
   * Milliseconds between polls.
   * @default the client's `pacing`; else 1500
   */
  readonly retryInterval?: number | undefined;
}

/**
 * How far a stored sync is. `new`: nothing was sent. `ready`: the baseline is read. `triggering`: the trigger is about to be sent, or
 * was: it is never sent again. `following`: it is polled.
 */
export type SyncPhase = 'new' | 'ready' | 'triggering' | 'following';

/**
 * A sync between two steps, as plain JSON: whoever stores it can be killed at any moment, and any process goes on with it. It holds no
 * secret. What it holds beside `phase`, `options` and `handle` is for `advance` alone.
 */
export interface SyncCheckpoint {
  /** The form of this checkpoint: another release may not know it, and says so. */
  readonly version: 1;
  /** How far it is. */
  readonly phase: SyncPhase;
  /** What was asked for. */
  readonly options: CheckpointOptions;
  /** Which sync it is; absent before the baseline is read. With `accepted: false` it is not known whether the trigger arrived. */
  readonly handle?: SyncHandle | undefined;
  /** When its first step began, in Unix milliseconds of that machine: `timeout` begins then. */
  readonly startedAt?: number | undefined;
  /** When the next step is due, in Unix milliseconds of that machine. A poll that is made sooner proves less. */
  readonly dueAt?: number | undefined;
  /** What became of the tries to start it. */
  readonly start?: StoredStart | undefined;
  /** What was seen of it since. */
  readonly course?: StoredCourse | undefined;
}

/** What is known of a sync that is being started. */
export interface StoredStart {
  /** How often it was tried. */
  readonly tries: number;
  /** How many tries were answered how. */
  readonly answers: Readonly<Record<string, number>>;
  /** Milliseconds between the last two tries that were answered. */
  readonly lastDelay?: number | undefined;
  /** Milliseconds between the last try and the next one. */
  readonly delay?: number | undefined;
  /** Why the last try failed. */
  readonly warning?: JsonObject | undefined;
  /** When the baseline was read, in Unix milliseconds of that machine. */
  readonly preparedAt?: number | undefined;
  /** Why it is not known whether the trigger arrived. */
  readonly lost?: JsonObject | undefined;
  /** When the trigger was answered, in milliseconds by the service's clock. */
  readonly answeredAt?: number | undefined;
}

/** What polls showed of a sync. */
export interface StoredCourse {
  /** Polls made so far, the failed ones included. */
  readonly polls: number;
  /** The times to poll at that are over: what was slow skipped some. */
  readonly ticks: number;
  /** Milliseconds since the trigger was answered, at the last poll. */
  readonly elapsed: number;
  /** `elapsed`, in milliseconds, at the last poll that did not come before its time. */
  readonly countedAt: number;
  /** The same in milliseconds by the service's clock, where it tells. */
  readonly countedAnsweredAt?: number | undefined;
  /** How many polls were answered how. */
  readonly answers: Readonly<Record<string, number>>;
  /** Milliseconds between the last two polls. */
  readonly lastDelay?: number | undefined;
  /** Milliseconds between the last poll and the next one. */
  readonly nextDelay?: number | undefined;
  /** Why the last poll failed. */
  readonly warning?: JsonObject | undefined;
  /** The keys of the rows that were shown, in their order. */
  readonly rows: readonly string[];
  /** All tasks that are or were listed for it since the trigger. */
  readonly seen: readonly ContextStatusData[];
  /** Where in `seen` its tasks are. */
  readonly tasks: readonly number[];
  /** Where in `seen` those are that surely began after the baseline. */
  readonly own: readonly number[];
  /** What of the baseline every good poll listed unchanged. */
  readonly unchanged: readonly ContextStatusData[];
  /** What is listed, and is as old as the baseline. */
  readonly old: readonly ContextStatusData[];
  /** What is newly listed under its context, and is not of it. */
  readonly others: readonly ContextStatusData[];
  /** Good polls in a row that showed nothing that an earlier sync could not have left. */
  readonly stablePolls: number;
  /** When the list was read last, in milliseconds since the trigger was answered. */
  readonly readAt: number;
  /** The same in milliseconds by the service's clock, where it tells. */
  readonly answeredAt?: number | undefined;
  /** The list was read from soon after the trigger on, and often enough for nothing to come and go unseen. */
  readonly isGapless: boolean;
}

/** What one step of a stored sync gives. */
export type SyncAdvance =
  | {
      /** To be stored in place of the one that was given, and to be advanced again. */
      readonly next: SyncCheckpoint;
      /** Milliseconds from now until that is due. */
      readonly delay: number;
      /** What the step showed; absent where it showed nothing. */
      readonly snapshot?: SyncUnderway | undefined;
    }
  | {
      /** It is over. */
      readonly next?: undefined;
      /** Absent: no step is due any more. */
      readonly delay?: undefined;
      /** How it ended. */
      readonly snapshot: ContextSyncResult;
    };

/**
 * A sync of which nothing was sent yet, to be stored and advanced.
 *
 * @throws `InvalidRequest` that names the option and the rule.
 *
 * @example
 * ```ts
 * import { newCheckpoint } from 'rx-context-sync';
 *
 * const stored = JSON.stringify(newCheckpoint({ mode: 'upload', retryInterval: 5000 }));
 * console.log(stored);
 * ```
 */
export const newCheckpoint = (options: CheckpointOptions = {}): SyncCheckpoint => {
  const given: SyncOptions = { ...options };
  if (typeof given.retryInterval === 'function') {
    const rule = 'must be a number of milliseconds where it is stored: give the client a schedule as `pacing`';
    throw new InvalidRequest('retryInterval', rule);
  }
  syncPlan(options);
  return { version: 1, phase: 'new', options: plainCopy(given) };
};
