import type { Observable } from 'rxjs';
import type { Held } from '../polling/Held.js';
import type { PollTarget } from '../polling/PollTarget.js';
import { failureIn, judge, type ListReading } from './matching/judge.js';
import { newCourse, type CourseStart, type SyncCourse } from './matching/SyncCourse.js';

/** A sync as what is polled for: each reading of the list is judged, until it proves an end. */
export const syncTarget = (
  read: Observable<ListReading | Held>,
  from: CourseStart,
): PollTarget<SyncCourse, ListReading> => ({
  operation: 'sync',
  read,
  first: newCourse(from),
  take: judge,
  endOf: ({ end }) => end,
  failureIn,
  lost: from.lost,
});
