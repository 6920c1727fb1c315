import { tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { EndEvent, PollEvent } from '../../model/logging/LogEvent.js';
import type { Log } from '../../model/logging/Logger.js';
import type { FollowPlan } from '../../model/sync/SyncPlan.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import { nextDelay } from '../polling/nextDelay.js';
import type { StartStep } from './start.js';

/** Logs the result of a trigger. */
export const logStart = (log: Log): MonoTypeOperatorFunction<StartStep> =>
  tap((step) => {
    if (step.state === 'triedAgain') return;
    const { success, requestId, handle, error, errorMessage } = step.result;
    const { sessionId, contextId, path, mode } = handle;
    const ids = { sessionId, requestId, contextId, path, mode };
    const event = { event: 'start' as const, success, ...ids, ...(error && { error: error._tag }) };
    log(success ? 'info' : 'warn', event, success ? 'sync triggered' : `sync not triggered: ${errorMessage}`);
  });

/** Logs each snapshot of a sync: the poll and the delay after it, or the end. */
export const logSnapshots = (log: Log, plan: FollowPlan): MonoTypeOperatorFunction<SyncSnapshot> =>
  tap((snapshot) => {
    if (snapshot.done) logEnd(log, snapshot);
    else logPoll(log, snapshot, plan);
  });

const factsOf = ({ handle, requestId, state, progress, polls, elapsed }: SyncSnapshot) => ({
  sessionId: handle.sessionId,
  requestId,
  state,
  progress,
  polls,
  elapsed,
});

const logPoll = (log: Log, snapshot: SyncSnapshot, plan: FollowPlan): void => {
  const { warning, polls, state, progress, handle } = snapshot;
  const poll: PollEvent = { event: 'poll', ...factsOf(snapshot), ...(warning && { warning: warning._tag }) };
  const judged = `poll ${polls}: ${state}, ${progress.finished} of ${progress.total} tasks finished`;
  log(warning ? 'warn' : 'debug', poll, warning ? `poll ${polls} failed: ${warning.message}` : judged);
  const { delay, why } = nextDelay(plan, polls, warning);
  log('debug', { event: 'wait', sessionId: handle.sessionId, delay, why }, `next poll in ${delay} ms (${why})`);
};

const logEnd = (log: Log, snapshot: SyncSnapshot): void => {
  const { error, errorMessage, polls, state } = snapshot;
  const failure = error && { error: error._tag, ...(error.answers && { answers: error.answers }) };
  const end: EndEvent = { event: 'end', ...factsOf(snapshot), ...failure };
  const level = state === 'succeeded' ? 'info' : state === 'failed' ? 'error' : 'warn';
  log(level, end, `sync ${state} after ${polls} polls${errorMessage && `: ${errorMessage}`}`);
};
