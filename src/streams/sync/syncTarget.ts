import type { Observable } from 'rxjs';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import type { PollTarget } from '../polling/pollState.js';
import { failureIn, judge } from './matching/judge.js';
import { newCourse, type CourseStart, type SyncCourse } from './matching/SyncCourse.js';

type Tasks = readonly ContextStatusData[];

/** A sync as what is polled for: each reading of the list is judged, until it proves an end. */
export const syncTarget = (read: Observable<Tasks>, from: CourseStart): PollTarget<SyncCourse, Tasks> => ({
  operation: 'sync',
  read,
  first: newCourse(from),
  take: judge,
  endOf: ({ end }) => end,
  failureIn,
  lost: from.lost,
});
