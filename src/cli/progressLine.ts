import type { SyncSnapshot } from '../model/sync/SyncSnapshot.js';

/** A snapshot as one line, with the files that have arrived: the services themselves tell of whole tasks only. */
export const progressLine = (
  { state, progress, polls, elapsed, warning }: SyncSnapshot,
  arrived: number,
  files: number,
): string =>
  [
    state,
    `${progress.finished} of ${progress.total} tasks`,
    `${arrived} of ${files} files`,
    `${polls} ${polls === 1 ? 'poll' : 'polls'}`,
    `${(elapsed / 1000).toFixed(1)} s`,
    ...(warning ? [warning.message] : []),
  ].join(' · ');
