import type { SyncSnapshot } from '../model/SyncSnapshot.js';

/** A snapshot as one line. */
export const progressLine = ({ state, progress, polls, elapsed, warning }: SyncSnapshot): string =>
  [
    state,
    `${progress.finished} of ${progress.total} tasks`,
    `${polls} ${polls === 1 ? 'poll' : 'polls'}`,
    `${(elapsed / 1000).toFixed(1)} s`,
    ...(warning ? [warning.message] : []),
  ].join(' · ');
