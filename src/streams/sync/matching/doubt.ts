import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { isAmbiguous } from './baseline.js';
import type { Sighting, SyncCourse } from './SyncCourse.js';

/** Why it is not known what became of a sync whose tasks do not run (any more). */
export interface Doubt {
  readonly doubt: string;
  /** What is listed instead of its tasks. */
  readonly listed?: readonly ContextStatusData[];
}

/** What keeps the list from proving how a sync ended that looks as if it had ended; undefined if nothing does. */
export const doubtIn = (
  { handle, isGapless }: Pick<SyncCourse, 'handle' | 'isGapless'>,
  sighting: Sighting,
): Doubt | undefined => {
  const { tasks, own, old, missing, vanished, strangers } = sighting;
  if (!handle.accepted) return { doubt: 'it is not known whether the trigger arrived', listed: strangers };
  const isMissing = new Set(missing);
  const suspects = own.length === 0 ? old : old.filter((task) => isMissing.has(task));
  if (isAmbiguous(suspects, [...old, ...tasks])) {
    return { doubt: 'an old failure is listed, and one of the same second looks just so', listed: suspects };
  }
  if (vanished.length > 0)
    return { doubt: 'a transfer that was under way left the list without an end', listed: vanished };
  if (own.length > 0) return undefined;
  if (strangers.length > 0)
    return { doubt: 'its context is listed otherwise than it was asked for', listed: strangers };
  if (!isGapless) return { doubt: 'its tasks may have come and gone while nobody read the list' };
  return undefined;
};
