import type { ContextStatusData } from '../model/ContextStatusData.js';
import { newSince, originsOf, ownOf, unanswered, withoutSuperseded } from './baseline.js';
import { carryOver } from './carryOver.js';
import { endedAlike } from './endedAlike.js';
import { ofContext, ours } from './ours.js';
import type { SyncCourse } from './SyncCourse.js';

type Tasks = readonly ContextStatusData[];

/** What a status list says of a sync: each of its entries is new, gone on from the baseline, or as old as that. */
export interface Sighting extends Pick<SyncCourse, 'seen' | 'tasks' | 'own' | 'unchanged' | 'strangers'> {
  /** The tasks, where what came back to the list is how some of them ended. */
  readonly endedAlike: Tasks;
  /** Entries of the baseline that were gone from the list and are there again. */
  readonly reappeared: Tasks;
  /** Entries about what this sync should have a task of its own for, and has none (yet). */
  readonly unanswered: Tasks;
  /** Entries as old as the baseline. */
  readonly old: Tasks;
}

/** Tells what a list says of a sync, beside what is known of it. */
export const sightingOf = (course: SyncCourse, list: Tasks): Sighting => {
  const { handle } = course;
  const { baseline = [] } = handle;
  const isOurs = ours(handle, [...baseline, ...course.seen, ...list]);
  const changed = newSince(baseline, list);
  const isChanged = new Set(changed);
  const asBefore = list.filter((task) => !isChanged.has(task));
  const old = asBefore.filter(isOurs);
  // An old entry that was gone meanwhile may be a new one that looks the same.
  const reappeared = newSince(course.unchanged, old);
  const missing = newSince(asBefore, baseline);

  const fresh = changed.filter(isOurs);
  const seen = carryOver(course.seen.filter(isOurs), fresh);
  const origins = originsOf(missing, seen);
  const tasks = withoutSuperseded(seen, origins);
  const own = ownOf(handle, tasks, origins);
  const others = changed.filter((task) => !isOurs(task) && ofContext(handle)(task));
  const known = originsOf(missing, others);
  const strangers = others.filter((task) => !known.has(task));
  return {
    seen,
    tasks,
    own,
    unchanged: old.filter((task) => !reappeared.includes(task)),
    endedAlike: endedAlike(tasks, fresh, reappeared),
    reappeared,
    unanswered: unanswered([...old, ...tasks.filter((task) => !own.includes(task))], own),
    old,
    // Once seen is enough: what was listed under another name may be gone at the next poll.
    strangers: strangers.length === 0 ? course.strangers : strangers,
  };
};
