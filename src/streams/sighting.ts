import type { ContextStatusData } from '../model/ContextStatusData.js';
import { hasFinished } from '../model/taskStatus.js';
import { newSince, originsOf, ownOf, unanswered, withoutSuperseded } from './baseline.js';
import { carryOver, carryOverAll } from './carryOver.js';
import { echoesOf } from './echoes.js';
import { endedAlike } from './endedAlike.js';
import { ofContext, ours, type IsOurs } from './ours.js';
import type { SyncCourse } from './SyncCourse.js';

type Tasks = readonly ContextStatusData[];

/** What a status list says of a sync: each of its entries is new, gone on from the baseline, or as old as that. */
export interface Sighting extends Pick<SyncCourse, 'seen' | 'tasks' | 'own' | 'unchanged' | 'old' | 'others'> {
  /** The tasks, where what came back to the list is how some of them ended. */
  readonly endedAlike: Tasks;
  /** Entries about what this sync should have a task of its own for, and has none (yet). */
  readonly unanswered: Tasks;
  /** Those of them that were under way at the baseline, and left the list without an end. */
  readonly vanished: Tasks;
  /** What began under the context of this sync since the baseline, and is not of it. */
  readonly strangers: Tasks;
}

/** Tells what a list says of a sync, beside what is known of it. */
export const sightingOf = (course: SyncCourse, list: Tasks): Sighting => {
  const { handle } = course;
  const { baseline = [] } = handle;
  const isOfContext = ofContext(handle);
  const isOurs = ours(handle, [...baseline, ...course.seen, ...list]);
  const changed = newSince(baseline, list);
  const isChanged = new Set(changed);
  const asBefore = list.filter((task) => !isChanged.has(task));
  const listedOld = asBefore.filter(isOurs);
  // Once listed is enough here too: a failure may hide among them.
  const old = [...course.old.filter(isOurs), ...newSince(course.old, listedOld)];
  // An old entry that was gone meanwhile may be a new one that looks the same.
  const reappeared = newSince(course.unchanged, listedOld);
  const hasReappeared = new Set(reappeared);
  const missing = newSince(asBefore, baseline);

  const echoes = new Set(echoesOf(baseline, course.seen, changed));
  const fresh = changed.filter((task) => isOurs(task) && !echoes.has(task));
  const seen = carryOver(course.seen.filter(isOurs), fresh);
  const origins = originsOf(missing, seen);
  const tasks = withoutSuperseded(seen, origins);
  const own = ownOf(handle, tasks, origins);
  const isOwn = new Set(own);
  const continued = new Set(origins.values());
  const underWay = missing.filter((task) => !hasFinished(task) && !continued.has(task) && isOurs(task));
  const vanished = own.length === 0 ? underWay : unanswered(underWay, own);
  const isOther: IsOurs = (task) => !isOurs(task) && isOfContext(task);
  const others = carryOverAll(course.others.filter(isOther), changed.filter(isOther));
  const known = originsOf(missing, others);
  return {
    seen,
    tasks,
    own,
    unchanged: listedOld.filter((task) => !hasReappeared.has(task)),
    endedAlike: endedAlike(tasks, fresh, reappeared),
    unanswered: [
      ...unanswered([...old, ...missing.filter(isOurs), ...tasks.filter((task) => !isOwn.has(task))], own),
      ...vanished,
    ],
    vanished,
    old,
    others,
    strangers: others.filter((task) => !known.has(task)),
  };
};
