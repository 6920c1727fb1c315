import type { SyncSnapshot } from '../index.js';

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

/** Lines that stay are for what changes, and for a sign of life once a second. */
export const looksTheSame = (a: SyncSnapshot, b: SyncSnapshot): boolean =>
  a.state === b.state &&
  a.progress.finished === b.progress.finished &&
  Math.floor(a.elapsed / 1000) === Math.floor(b.elapsed / 1000);
