import { throttlesKey } from '../../model/errors/throttlesKey.js';
import type { Log, SyncLog } from '../../model/logging/Logger.js';
import type { EndEvent, PollEvent } from '../../model/logging/LogEvent.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import type { SyncStartResult } from '../../model/sync/SyncStartResult.js';
import type { Held } from '../polling/Held.js';
import type { NextDelay } from '../polling/pollTimes.js';

/** Logs the result of a trigger. */
export const logStart = (log: SyncLog, { success, requestId, handle, error, errorMessage }: SyncStartResult): void => {
  log(success ? 'info' : 'warn', () => {
    const { sessionId, contextId, path, mode } = handle;
    const ids = { sessionId, requestId, contextId, path, mode };
    const event = { event: 'start' as const, success, ...ids, ...(error && { error: error._tag }) };
    return [event, success ? 'sync triggered' : `sync not triggered: ${errorMessage}`];
  });
};

/** Logs a snapshot of a sync: the poll that it shows, or the end. */
export const logSnapshot = (log: SyncLog, snapshot: SyncSnapshot): void => {
  if (snapshot.done) logEnd(log, snapshot);
  else logPoll(log, snapshot);
};

/** Logs the delay before the next request; `what` names that. */
export const logDelay = (log: SyncLog, sessionId: string, what: string, { delay, why }: NextDelay): void => {
  log('debug', () => [{ event: 'wait', sessionId, delay, why }, `next ${what} in ${delay} ms (${why})`]);
};

/** Logs once for all requests that the service throttles the key. */
export const logPause =
  (log: Log) =>
  ({ held, delay }: Held): void => {
    log('warn', () => [
      { event: 'pause', delay, why: 'Retry-After', error: held._tag },
      `nothing is sent for ${delay} ms: ${held.message}`,
    ]);
  };

const logPoll = (log: SyncLog, snapshot: SyncSnapshot): void => {
  const { warning } = snapshot;
  // A key that is throttled is told once for all.
  log(warning === undefined || throttlesKey(warning) ? 'debug' : 'warn', () => {
    const { polls, state, progress } = snapshot;
    const poll: PollEvent = { event: 'poll', ...factsOf(snapshot), ...(warning && { warning: warning._tag }) };
    const judged = `poll ${polls}: ${state}, ${progress.finished} of ${progress.total} tasks finished`;
    return [poll, warning ? `poll ${polls} failed: ${warning.message}` : judged];
  });
};

const logEnd = (log: SyncLog, snapshot: SyncSnapshot): void => {
  log(levels[snapshot.state], () => {
    const { error, errorMessage, polls, state } = snapshot;
    const answers = error?.answers;
    const failure = error && { error: error._tag, ...(answers && { answers }) };
    const end: EndEvent = { event: 'end', ...factsOf(snapshot), ...failure };
    return [end, `sync ${state} after ${polls} polls${errorMessage && `: ${errorMessage}`}`];
  });
};

const levels = { pending: 'debug', running: 'debug', succeeded: 'info', failed: 'error', unconfirmed: 'warn' } as const;

const factsOf = ({ handle, requestId, state, progress, polls, elapsed }: SyncSnapshot) => ({
  sessionId: handle.sessionId,
  requestId,
  state,
  progress,
  polls,
  elapsed,
});
