import type { ContextStatusData } from '../model/ContextStatusData.js';
import { hasFinished } from '../model/taskStatus.js';
import { sameKey } from './taskKey.js';

type Task = ContextStatusData;

/**
 * The tasks that a sync has after a poll: those listed now, and those seen before that the service lists no more. A task
 * that vanished unfinished was never seen to succeed, so it stays unfinished.
 *
 * A task has no id. One listed now is taken for the one seen before with the same start; if there is none, for one of the
 * same context, path and direction that had not started yet, that had finished, or, at last, for any such one. But none
 * is taken for one that began after it, where both starts are told: such a list is late.
 */
export const carryOver = (seen: readonly Task[], listed: readonly Task[]): readonly Task[] => {
  const left = [...seen];
  const pairOff = (tasks: readonly Task[], isSame: (before: Task, now: Task) => boolean): readonly Task[] =>
    tasks.filter((now) => {
      const index = left.findIndex((before) => canBecome(before, now) && isSame(before, now));
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
  const guesses = [
    (before: Task, now: Task) => before.startTime === now.startTime,
    (before: Task) => before.startTime === 0,
    hasFinished,
    () => true,
  ];
  guesses.reduce(pairOff, listed);
  return [...left, ...listed];
};

const canBecome = (before: Task, now: Task): boolean =>
  sameKey(before, now) && (now.startTime === 0 || before.startTime <= now.startTime);
