import type { SyncCheckpoint } from '../index.js';

type Checkpoints = ReadonlyMap<string, SyncCheckpoint>;

/**
 * The syncs of a session that one request is for, at a moment in Unix milliseconds: a trigger is for one of them, a status list for all
 * that are due. Those that will be soon come along, so that they are due together from then on.
 */
export const dueSyncs = (syncs: Checkpoints, now: number): readonly string[] => {
  const isDue = ({ dueAt = 0 }: SyncCheckpoint): boolean => dueAt <= now;
  const due = [...syncs].filter(([, checkpoint]) => isDue(checkpoint));
  const triggered = due.find(([, checkpoint]) => isNextATrigger(checkpoint));
  if (triggered !== undefined) return [triggered[0]];
  if (due.length === 0) return [];
  return [...syncs].filter(([, checkpoint]) => isDueSoon(checkpoint, now)).map(([id]) => id);
};

/** How long it is until one of them is due, in ms. */
export const delayUntilDue = (syncs: Checkpoints, now: number): number => {
  const times = [...syncs.values()].map(({ dueAt = 0 }) => dueAt);
  return times.length === 0 ? Infinity : Math.max(Math.min(...times) - now, 0);
};

const isNextATrigger = ({ phase, options }: SyncCheckpoint): boolean =>
  phase === 'ready' || (phase === 'new' && options.baseline === false);

// What the service asked to wait for is waited for.
const isDueSoon = (checkpoint: SyncCheckpoint, now: number): boolean => {
  const { dueAt = 0, course } = checkpoint;
  const soon = course === undefined || course.warning !== undefined ? 0 : (course.nextDelay ?? 0) / 2;
  return dueAt - soon <= now && !isNextATrigger(checkpoint);
};
