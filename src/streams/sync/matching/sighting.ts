import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { isFinished } from '../../../model/tasks/taskStatus.js';
import { diffBaseline, missingTasks, originsOf, ownOf, withoutSuperseded } from './baseline.js';
import { echoesOf } from './echoes.js';
import { matchReappeared } from './matchReappeared.js';
import { keepAllTasks, reconcileTasks } from './reconcileTasks.js';
import type { Sighting, SyncCourse } from './SyncCourse.js';
import { contextFilter, taskFilter, type TaskFilter } from './taskFilter.js';

type Tasks = readonly ContextStatusData[];

/** Tells what a list says of a sync, beside what is known of it. */
export const sightingOf = (course: SyncCourse, list: Tasks): Sighting => {
  const { handle } = course;
  const { baseline = [] } = handle;
  const isOfContext = contextFilter(handle);
  const isOurs = taskFilter(handle, [...baseline, ...course.seen, ...list]);
  const isOther: TaskFilter = (task) => !isOurs(task) && isOfContext(task);

  const changed = diffBaseline(baseline, list);
  const isChanged = new Set(changed);
  const asBefore = list.filter((task) => !isChanged.has(task));
  const listedOld = asBefore.filter(isOurs);
  // Once listed is enough here too: a failure may hide among them.
  const old = [...course.old.filter(isOurs), ...diffBaseline(course.old, listedOld)];
  // An old entry that was gone meanwhile may be a new one that looks the same.
  const reappeared = diffBaseline(course.unchanged, listedOld);
  const hasReappeared = new Set(reappeared);
  const gone = diffBaseline(asBefore, baseline);

  const echoes = new Set(echoesOf(baseline, course.seen, changed));
  const fresh = changed.filter((task) => isOurs(task) && !echoes.has(task));
  const seen = reconcileTasks(course.seen.filter(isOurs), fresh);
  const origins = originsOf(gone, seen);
  const tasks = withoutSuperseded(seen, origins);
  const own = ownOf(handle, tasks, origins);
  const isOwn = new Set(own);
  const continued = new Set(origins.values());
  const underWay = gone.filter((task) => !isFinished(task) && !continued.has(task) && isOurs(task));
  const vanished = own.length === 0 ? underWay : missingTasks(underWay, own);
  const carried = tasks.filter((task) => !isOwn.has(task));

  const others = keepAllTasks(course.others.filter(isOther), changed.filter(isOther));
  const known = originsOf(gone, others);
  return {
    seen,
    tasks,
    own,
    unchanged: listedOld.filter((task) => !hasReappeared.has(task)),
    old,
    others,
    rematched: matchReappeared(tasks, fresh, reappeared),
    missing: [...missingTasks([...old, ...gone.filter(isOurs), ...carried], own), ...vanished],
    vanished,
    strangers: others.filter((task) => !known.has(task)),
  };
};
