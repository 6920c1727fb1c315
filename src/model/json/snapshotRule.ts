import { InvalidRequest } from '../errors/InvalidRequest.js';
import { flag, oneOf, optional, type Rule } from '../options/rules.js';
import { copyOfHandle, SyncHandle } from '../sync/SyncHandle.js';
import type { SyncFacts, SyncSnapshot } from '../sync/SyncSnapshot.js';
import { hasSucceeded } from '../tasks/taskStatus.js';
import { errorRule } from './errorRule.js';
import { amount, anyText, count, fieldsOf, nested, type NestedRule } from './rules.js';
import { shownTasks, tasks } from './taskRules.js';

/** The handle of a sync. */
export const handle: Rule<SyncHandle> = (option, value) => {
  // First, for the codec goes on where something is wrong: through all of an array that has millions of holes.
  fieldsOf({ baseline: optional(tasks), seen: optional(tasks) })(option, value);
  const decoded = SyncHandle.decode(value);
  if (decoded._tag === 'Right' && Number.isFinite(decoded.right.triggeredAt)) return copyOfHandle(decoded.right);
  throw new InvalidRequest(option, 'must be a handle of a sync');
};

const factsOf: Rule<SyncFacts> = (option, value) =>
  fieldsOf({
    requestId: anyText,
    contextStatusData: shownTasks,
    progress: fieldsOf({ total: count, finished: count, failed: count }),
    polls: count,
    elapsed: amount,
    handle,
  })(option, value);

/** What is said of the end twice must be the same: nothing is taken for done that is not. */
const only =
  (expected: boolean, state: string): Rule<boolean> =>
  (option, value) => {
    if (flag(option, value) === expected) return expected;
    throw new InvalidRequest(option, `must be ${String(expected)} where the state is ${state}`);
  };

/** Nor is what lists something else. */
const checkSuccess = (option: string, { contextStatusData, progress }: SyncFacts): void => {
  if (!contextStatusData.every(hasSucceeded))
    throw new InvalidRequest(
      `${option}.contextStatusData`,
      'must be tasks that succeeded where the state is succeeded',
    );
  if (progress.finished !== progress.total || progress.failed > 0)
    throw new InvalidRequest(`${option}.progress`, 'must be of tasks that succeeded where the state is succeeded');
};

/** A snapshot of a sync. */
export const snapshotAt: NestedRule<SyncSnapshot> = nested((depth) => (option, value) => {
  const errorAt = errorRule(snapshotAt)(depth);
  const { state } = fieldsOf({ state: oneOf('pending', 'running', 'succeeded', 'failed', 'unconfirmed') })(
    option,
    value,
  );
  const ended = (done: boolean, success: boolean): void => {
    fieldsOf({ done: only(done, state), success: only(success, state) })(option, value);
  };
  const facts = factsOf(option, value);
  switch (state) {
    case 'pending':
    case 'running': {
      ended(false, false);
      const { warning } = fieldsOf({ warning: optional(errorAt) })(option, value);
      return { state, done: false, success: false, ...facts, errorMessage: '', ...(warning && { warning }) };
    }
    case 'succeeded':
      ended(true, true);
      checkSuccess(option, facts);
      return { state, done: true, success: true, ...facts, errorMessage: '' };
    case 'failed':
    case 'unconfirmed': {
      ended(true, false);
      const { error } = fieldsOf({ error: errorAt })(option, value);
      return { state, done: true, success: false, ...facts, errorMessage: error.message, error };
    }
  }
});
