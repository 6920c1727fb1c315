import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { sightingOf } from './sighting.js';
import type { LastLook, Sighting, SyncCourse } from './SyncCourse.js';

type Tasks = readonly ContextStatusData[];

/** What a list says of a sync. One that is the same object says the same as before, once it was seen to add nothing. */
export const lookAt = (before: SyncCourse, list: Tasks): LastLook => {
  const last = before.last?.list === list ? before.last : undefined;
  if (last?.isSettled) return last;
  const sighting = sightingOf(before, list);
  return { list, sighting, isSettled: last !== undefined && isSameSighting(last.sighting, sighting) };
};

const isSameSighting = (a: Sighting, b: Sighting): boolean =>
  (Object.keys(a) as (keyof Sighting)[]).every((key) => isSameList(a[key], b[key]));

const isSameList = (a: Tasks | undefined, b: Tasks | undefined): boolean =>
  a?.length === b?.length && (a ?? []).every((task, index) => task === b?.[index]);
