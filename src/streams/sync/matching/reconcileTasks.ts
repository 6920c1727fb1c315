import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { isTerminal } from '../../../model/tasks/taskStatus.js';
import { canBeSameKey, sameKey } from './taskKey.js';

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
    now.startTime === 0 && left.some((before) => !isTerminal(before) && canBeSameKey(before, now));
  const echoes = new Set(others.filter(waitsAgain));
  return [...left, ...listed.filter((now) => !echoes.has(now))];
};

/** The same for what is not of this sync: there, each entry that may be another task is one. */
export const keepAllTasks = (seen: Tasks, listed: Tasks): Tasks => [...pairTasks(seen, listed).left, ...listed];

/** What was seen and is not listed, and what is listed and was not seen. */
const pairTasks = (seen: Tasks, listed: Tasks): { readonly left: Tasks; readonly others: Tasks } => {
  const left = [...seen];
  const pairOff = (tasks: Tasks, isSame: (before: Task, now: Task) => boolean): Tasks =>
    tasks.filter((now) => {
      const index = left.findIndex((before) => canBeSameKey(before, now) && isSame(before, now));
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
  const guesses = [
    (before: Task, now: Task) => before.startTime === now.startTime && sameKey(before, now),
    (before: Task, now: Task) => before.startTime === now.startTime,
    (before: Task) => !isTerminal(before) && isUntold(before),
    (before: Task, now: Task) => !isTerminal(before) && before.startTime === now.startTime + 1,
    (before: Task, now: Task) => !isTerminal(before) && now.startTime === 0 && isTerminal(now),
  ];
  const others = guesses.reduce(pairOff, listed);
  return { left, others };
};

// What waits may be listed with the time at which it was asked for (docs/protocol.md, section 7: `Pending`).
const isUntold = ({ startTime, status }: Task): boolean => startTime === 0 || status.toLowerCase() === 'pending';
