import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { originsOf } from './baseline.js';
import { isUntold } from './taskStart.js';
import { entryText } from './taskKey.js';

type Tasks = readonly ContextStatusData[];

/**
 * The entries of a list that is late: they wait as they did at the baseline, though they were seen to begin since. Where what
 * began is in the same list, it is another task. So it can be only where the time they wait since is told.
 */
export const echoesOf = (baseline: Tasks, seen: Tasks, list: Tasks): Tasks => {
  const waited = baseline.filter((task) => isUntold(task) && task.startTime !== 0);
  if (waited.length === 0) return [];
  const listed = new Set(list.map(startText));
  const begun = seen.filter((task) => !isUntold(task) && !listed.has(startText(task)));
  const gone = new Set([...originsOf(waited, begun).values()].map(entryText));
  return list.filter((task) => gone.has(entryText(task)));
};

/** The same for a task that begins and for its end. */
const startText = (task: ContextStatusData): string =>
  entryText({ ...task, status: '', finishTime: 0, errorMessage: '' });
