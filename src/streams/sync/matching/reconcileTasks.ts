import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { isFinished } from '../../../model/tasks/taskStatus.js';
import { poolOf, type Pool } from './lookup.js';
import { isUntold, wentBack } from './taskStart.js';
import { sameKey } from './taskKey.js';

type Task = ContextStatusData;
type Tasks = readonly Task[];

/**
 * The tasks that a sync has after a poll: those listed now, and those seen before that the service lists no more. A task
 * that vanished unfinished was never seen to succeed, so it stays unfinished; one that was seen to end has ended.
 *
 * A task has no id. One listed now is taken for the one seen before with the same start; if there is none, for one of the
 * same context, path and direction whose start was not told, or is told a little otherwise. One that began later is
 * another task: it may be of another sync. So may one be that waits where one ran: until it begins, what was seen stands.
 */
export const reconcileTasks = (seen: Tasks, listed: Tasks): Tasks => {
  const { left, others } = pairTasks(seen, listed);
  const waitsAgain = (now: Task): boolean =>
    now.startTime === 0 && left.find(now, (before) => !isFinished(before)) !== undefined;
  const echoes = new Set(others.filter(waitsAgain));
  return [...left.left(), ...listed.filter((now) => !echoes.has(now))];
};

/** The same for what is not of this sync: there, each entry that may be another task is one. */
export const keepAllTasks = (seen: Tasks, listed: Tasks): Tasks => [...pairTasks(seen, listed).left.left(), ...listed];

/** What was seen and is not listed, and what is listed and was not seen. */
const pairTasks = (seen: Tasks, listed: Tasks): { readonly left: Pool; readonly others: Tasks } => {
  // What did not change is the same object, mostly.
  const [isSeen, isListed] = [new Set(seen), new Set(listed)];
  const left = poolOf(seen.filter((task) => !isListed.has(task)));
  const pairOff = (tasks: Tasks, isSame: (before: Task, now: Task) => boolean): Tasks =>
    tasks.filter((now) => left.take(now, (before) => isSame(before, now)) === undefined);
  const guesses = [
    // Of two that began in one second, the one that had ended is not the end of the other.
    (before: Task, now: Task) => isUnchanged(before, now) && sameKey(before, now),
    (before: Task, now: Task) => before.startTime === now.startTime && sameKey(before, now),
    (before: Task, now: Task) => before.startTime === now.startTime,
    (before: Task) => isUntold(before),
    (before: Task, now: Task) => !isFinished(before) && wentBack(before, now),
    (before: Task, now: Task) => !isFinished(before) && now.startTime === 0 && isFinished(now),
  ];
  const others = guesses.reduce(
    pairOff,
    listed.filter((task) => !isSeen.has(task)),
  );
  return { left, others };
};

const isUnchanged = (before: Task, now: Task): boolean =>
  before.startTime === now.startTime && before.finishTime === now.finishTime && before.status === now.status;
