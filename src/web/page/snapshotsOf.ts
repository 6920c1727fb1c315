import { concat, of, scan, takeWhile, type Observable } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import type { RemoteSnapshot } from '../RemoteSnapshot.js';
import { broken } from './pageRequest.js';
import type { Told } from './reconnecting.js';

type Underway = Extract<RemoteSnapshot, { done: false }>;

/** The snapshots that a server tells of a sync: trouble on the way is a warning, and what ends it an end. The last one is done. */
export const snapshotsOf = (told: Observable<Told>): Observable<RemoteSnapshot> =>
  concat(told, of<Told>({ isComplete: true })).pipe(
    scan<Told, RemoteSnapshot>(after, nothing),
    takeWhile(({ done }) => !done, true),
  );

const nothing: Underway = {
  state: 'pending',
  done: false,
  success: false,
  requestId: '',
  contextStatusData: [],
  progress: { total: 0, finished: 0, failed: 0 },
  polls: 0,
  elapsed: 0,
  errorMessage: '',
};

const after = (last: RemoteSnapshot, told: Told): RemoteSnapshot => {
  if ('value' in told) return isSnapshot(told.value) ? told.value : ended(last, broken('what it says is no snapshot'));
  if ('warning' in told) return { ...(last as Underway), warning: told.warning };
  if ('isComplete' in told) return ended(last, broken('it ended before the sync did'));
  return ended(last, told.error, told.isRefused ? 'failed' : 'unconfirmed');
};

const ended = (
  last: RemoteSnapshot,
  error: ContextError,
  state: 'failed' | 'unconfirmed' = 'unconfirmed',
): RemoteSnapshot => {
  const { warning: _, ...facts } = last as Underway;
  return { ...facts, state, done: true, success: false, errorMessage: error.message, error };
};

/** Nothing is taken for done that is not. */
const isSnapshot = (value: unknown): value is RemoteSnapshot => {
  if (typeof value !== 'object' || value === null) return false;
  const { state, done, success, contextStatusData, progress, error } = value as Partial<RemoteSnapshot> & {
    error?: unknown;
  };
  const isOver = state === 'succeeded' || state === 'failed' || state === 'unconfirmed';
  const isKnown = isOver || state === 'pending' || state === 'running';
  const isWhole = Array.isArray(contextStatusData) && typeof progress?.total === 'number' && done === isOver;
  return isKnown && isWhole && success === (state === 'succeeded') && error instanceof Error === (isOver && !success);
};
