import { map, of, switchMap, type Observable } from 'rxjs';
import type { ContextError } from '../model/errors/ContextError.js';
import { failure } from '../model/Result.js';
import type { WaitPlan } from '../model/WaitPlan.js';
import type { WaitSnapshot } from '../model/WaitSnapshot.js';
import { rescue } from './rescue.js';
import { waiting, type Awaited, type Wait } from './waiting.js';
import { waitSnapshot } from './waitSnapshot.js';

/** Asks the service to begin something, and follows it to its end. */
export const begin = <Seen, Reading, Fields extends object>(
  request: Observable<{ readonly requestId: string }>,
  awaited: Awaited<Seen, Reading>,
  plan: WaitPlan,
  fieldsOf: (wait: Wait<Seen>) => Fields,
): Observable<WaitSnapshot<Fields>> =>
  request.pipe(
    switchMap(({ requestId }) => waiting(awaited, plan).pipe(map((wait) => waitSnapshot(requestId, wait, fieldsOf)))),
    rescue((error) => of(notBegun(error, awaited.first, fieldsOf))),
  );

/** The only snapshot of what was not begun. */
export const notBegun = <Seen, Fields extends object>(
  error: ContextError,
  seen: Seen,
  fieldsOf: (wait: Wait<Seen>) => Fields,
): WaitSnapshot<Fields> =>
  waitSnapshot(failure(error).requestId, { seen, polls: 0, elapsed: 0, end: { error } }, fieldsOf);
