import { map, of, switchMap, timer, type Observable } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import type { PollPlan } from '../../model/options/PollPlan.js';
import { failure } from '../../model/results/Result.js';
import type { WaitSnapshot } from '../../model/results/Snapshot.js';
import { catchContextError } from '../catchContextError.js';
import { beforePolls, type PollState } from './pollState.js';
import type { PollTarget } from './PollTarget.js';
import { pollUntil } from './pollUntil.js';

/** Asks the service to begin something, and polls it to its end. */
export const startAndPoll = <Seen, Reading, Fields extends object>(
  request: Observable<{ readonly requestId: string }>,
  target: PollTarget<Seen, Reading>,
  plan: PollPlan,
  monotonicNow: () => number,
  fieldsOf: (state: PollState<Seen>) => Fields,
): Observable<WaitSnapshot<Fields>> =>
  request.pipe(
    switchMap(({ requestId }) =>
      pollUntil(target, { ...plan, deadline: timer(plan.timeout), monotonicNow }).pipe(
        map((state) => waitSnapshot(requestId, state, fieldsOf)),
      ),
    ),
    catchContextError((error) => of(notStarted(error, target.first, fieldsOf))),
  );

/** The only snapshot of what was not begun. */
export const notStarted = <Seen, Fields extends object>(
  error: ContextError,
  first: Seen,
  fieldsOf: (state: PollState<Seen>) => Fields,
): WaitSnapshot<Fields> =>
  waitSnapshot(failure(error).requestId, { ...beforePolls({ first }), end: { error } }, fieldsOf);

/** What users see of it; `requestId` is that of the request that began it. */
export const waitSnapshot = <Seen, Fields extends object>(
  requestId: string,
  state: PollState<Seen>,
  fieldsOf: (state: PollState<Seen>) => Fields,
): WaitSnapshot<Fields> => {
  const { polls, elapsed, warning, end } = state;
  const facts = { ...fieldsOf(state), polls, elapsed };
  if (end === undefined) {
    return { done: false, success: false, ...facts, requestId, errorMessage: '', ...(warning && { warning }) };
  }
  return end.error === undefined
    ? { done: true, success: true, ...facts, requestId, errorMessage: '' }
    : { done: true, ...facts, ...failure(end.error), requestId };
};
