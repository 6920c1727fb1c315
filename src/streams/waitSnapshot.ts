import { failure } from '../model/Result.js';
import type { WaitSnapshot } from '../model/WaitSnapshot.js';
import type { Wait } from './waiting.js';

/** What users see of a wait; `requestId` is that of the request that began it. */
export const waitSnapshot = <Seen, Fields extends object>(
  requestId: string,
  wait: Wait<Seen>,
  fieldsOf: (wait: Wait<Seen>) => Fields,
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
