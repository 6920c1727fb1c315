import { asyncScheduler, type Observable } from 'rxjs';
import type { SyncLog } from '../../../model/logging/Logger.js';
import type { SyncAdvance, SyncCheckpoint } from '../../../model/sync/SyncCheckpoint.js';
import { clampDelay } from '../../../model/options/timerRange.js';
import type { SyncSnapshot } from '../../../model/sync/SyncSnapshot.js';
import type { SaveCheckpoint } from './savedBy.js';
import type { Starting } from '../startStep.js';
import type { SyncTransport } from '../SyncTransport.js';

/** One step of a stored sync. */
export interface Step extends Starting {
  readonly transport: SyncTransport;
  readonly checkpoint: SyncCheckpoint;
  /** When its `timeout` began, in Unix milliseconds. */
  readonly startedAt: number;
  /** Emits when that is over; undefined where it was over before the step. */
  readonly deadline: Observable<unknown> | undefined;
  readonly save: SaveCheckpoint;
  readonly log: SyncLog;
}

/** What a step gives that ends nothing; it is due again when the time of the sync is over, at the latest. */
export const goOn = (
  { checkpoint, startedAt, plan }: Pick<Step, 'checkpoint' | 'startedAt' | 'plan'>,
  changed: Partial<SyncCheckpoint>,
  delay: number,
  snapshot?: SyncSnapshot,
): SyncAdvance => {
  const now = asyncScheduler.now();
  const next = { ...checkpoint, startedAt, dueAt: now + delay, ...changed };
  const left = clampDelay(startedAt + plan.timeout - now);
  return { next, delay: Math.min(delay, left), ...(snapshot && !snapshot.done && { snapshot }) };
};
