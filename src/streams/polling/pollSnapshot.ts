import { failure } from '../../model/results/Result.js';
import type { WaitSnapshot } from '../../model/results/Snapshot.js';
import type { PollState } from './pollUntil.js';

/** What users see of a wait; `requestId` is that of the request that began it. */
export const pollSnapshot = <Seen, Fields extends object>(
  requestId: string,
  wait: PollState<Seen>,
  fieldsOf: (wait: PollState<Seen>) => Fields,
): WaitSnapshot<Fields> => {
  const { polls, elapsed, warning, end } = wait;
  const facts = { ...fieldsOf(wait), polls, elapsed };
  if (end === undefined) {
    return { done: false, success: false, ...facts, requestId, errorMessage: '', ...(warning && { warning }) };
  }
  return end.error === undefined
    ? { done: true, success: true, ...facts, requestId, errorMessage: '' }
    : { done: true, ...facts, ...failure(end.error), requestId };
};
