import type { SyncCheckpoint, StoredStart } from '../../../model/sync/SyncCheckpoint.js';
import { errorFromJSON } from '../../../model/json/fromJSON.js';
import type { SyncHandle } from '../../../model/sync/SyncHandle.js';
import type { SyncSnapshot } from '../../../model/sync/SyncSnapshot.js';
import { pendingSnapshot } from '../snapshotOf.js';
import { beforeStart, type StartCourse } from '../startCourse.js';
import { handleOf, type Starting } from '../startStep.js';
import { planFor } from '../planFor.js';

/** What is stored of a start. */
export const storeStart = ({ tries, answers, lastDelay, delay, lastSnapshot }: StartCourse): StoredStart => ({
  tries,
  answers,
  lastDelay,
  delay,
  warning: lastSnapshot?.warning?.toJSON(),
});

/** The start that was stored, as it went on. */
export const restoreStart = (starting: Starting, { handle, start }: SyncCheckpoint): StartCourse => {
  const fresh = beforeStart(starting.plan);
  if (start === undefined) return fresh;
  const { tries, answers, lastDelay, delay } = start;
  const baseline = handle?.baseline;
  const plan = handle ? planFor(starting.plan, handle, 0) : starting.plan;
  return {
    ...fresh,
    plan,
    baseline,
    tries,
    answers,
    lastDelay,
    delay,
    lastSnapshot: waitingSnapshot(starting, start, baseline),
  };
};

/** The last snapshot of a start that was tried again. */
export const waitingSnapshot = (
  starting: Starting,
  { warning }: StoredStart,
  baseline: SyncHandle['baseline'],
): SyncSnapshot | undefined => warning && pendingSnapshot(handleOf(starting, baseline), errorFromJSON(warning));
