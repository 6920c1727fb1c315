import { map, of, switchMap, type Observable } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import { failure } from '../../model/results/Result.js';
import type { PollPlan } from '../../model/options/PollPlan.js';
import type { WaitSnapshot } from '../../model/results/Snapshot.js';
import { catchContextError } from './catchContextError.js';
import { pollUntil, type PollTarget, type PollState } from './pollUntil.js';
import { pollSnapshot } from './pollSnapshot.js';

/** Asks the service to begin something, and follows it to its end. */
export const startAndPoll = <Seen, Reading, Fields extends object>(
  request: Observable<{ readonly requestId: string }>,
  awaited: PollTarget<Seen, Reading>,
  plan: PollPlan,
  fieldsOf: (wait: PollState<Seen>) => Fields,
): Observable<WaitSnapshot<Fields>> =>
  request.pipe(
    switchMap(({ requestId }) => pollUntil(awaited, plan).pipe(map((wait) => pollSnapshot(requestId, wait, fieldsOf)))),
    catchContextError((error) => of(notStarted(error, awaited.first, fieldsOf))),
  );

/** The only snapshot of what was not begun. */
export const notStarted = <Seen, Fields extends object>(
  error: ContextError,
  seen: Seen,
  fieldsOf: (wait: PollState<Seen>) => Fields,
): WaitSnapshot<Fields> =>
  pollSnapshot(failure(error).requestId, { seen, polls: 0, elapsed: 0, end: { error } }, fieldsOf);
