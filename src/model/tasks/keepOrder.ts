import type { SyncTask } from './SyncTask.js';

/** What a page knows its rows by. */
export const keysOf = (tasks: readonly SyncTask[]): readonly string[] => tasks.map(({ key }) => key);

/** Tasks in the order that a page shows them in already, by their keys; what is new comes after. */
export const keepOrder = (shown: readonly string[], tasks: readonly SyncTask[]): readonly SyncTask[] => {
  if (tasks.length >= shown.length && shown.every((key, index) => tasks[index]?.key === key)) return tasks;
  const places = new Map(shown.map((key, index) => [key, index]));
  const old: SyncTask[] = [];
  const fresh: SyncTask[] = [];
  for (const task of tasks) {
    const place = places.get(task.key);
    if (place === undefined) fresh.push(task);
    else old[place] = task;
  }
  // Places that nobody has any more are holes, which `flat` leaves out.
  return [old, fresh].flat();
};
