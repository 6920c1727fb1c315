import type { SyncCheckpoint } from '../index.js';

type Checkpoints = ReadonlyMap<string, SyncCheckpoint>;

/**
 * The syncs of a session that one request is for, at a moment in Unix milliseconds: a trigger is for one of them, a status list for all
 * that are due. Those that will be soon come along, so that they are due together from then on.
 */
export const dueSyncs = (syncs: Checkpoints, now: number): readonly string[] => {
  // What is no time is due, too: it is told then what is wrong.
  const isDue = ({ dueAt = 0 }: SyncCheckpoint): boolean => !(dueAt > now);
  const due = [...syncs].filter(([, checkpoint]) => isDue(checkpoint));
  const triggered = due.find(([, checkpoint]) => isNextATrigger(checkpoint));
  if (triggered !== undefined) return [triggered[0]];
  if (due.length === 0) return [];
  return [...syncs].filter(([, checkpoint]) => isDueSoon(checkpoint, now)).map(([id]) => id);
};

/** Other releases may know what this one does not: it is theirs. */
export const isKnown = ({ version }: { readonly version: number }): boolean => !(version > 1);

/** How long what is not known waits, in ms: as long as it has waited, for nobody else may come. */
const unknownDelays = { least: 1000, most: 60_000 };

/** How long it is until one of them is due, in ms. */
export const delayUntilDue = (syncs: Checkpoints, now: number): number => {
  const delays = [...syncs.values()].map((checkpoint) => {
    const delay = (checkpoint.dueAt ?? now) - now;
    if (isKnown(checkpoint)) return delay > 0 ? delay : 0;
    return Math.min(Math.max(delay, -delay, unknownDelays.least), unknownDelays.most);
  });
  return Math.min(Infinity, ...delays);
};

const isNextATrigger = ({ phase, options }: SyncCheckpoint): boolean =>
  phase === 'ready' || (phase === 'new' && (options as Partial<typeof options> | undefined)?.baseline === false);

// What the service asked to wait for is waited for.
const isDueSoon = (checkpoint: SyncCheckpoint, now: number): boolean => {
  const { dueAt = 0, course } = checkpoint;
  const soon = course === undefined || course.warning !== undefined ? 0 : (course.nextDelay ?? 0) / 2;
  return !(dueAt - soon > now) && !isNextATrigger(checkpoint);
};
