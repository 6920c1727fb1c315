import type { SyncSnapshot } from '../../index.js';
import { fitting } from '../terminal/printable.js';

/** What is said of a snapshot, and how many columns there are for it. */
export interface ProgressLine {
  /** The files that have arrived: the services themselves tell of whole tasks only. */
  readonly arrived: number;
  readonly files: number;
  /** @default as many as it takes */
  readonly width?: number | undefined;
}

/** A snapshot as one line. Where there is little room, it has less: the polls go first, then the tasks, then the seconds. */
export const progressLine = (
  { state, progress, polls, elapsed, warning }: SyncSnapshot,
  { arrived, files, width }: ProgressLine,
): string => {
  const tasks = `${progress.finished} of ${progress.total} tasks`;
  const ofFiles = `${arrived} of ${files} files`;
  const polled = `${polls} ${polls === 1 ? 'poll' : 'polls'}`;
  const seconds = `${(elapsed / 1000).toFixed(1)} s`;
  const told = warning === undefined ? [] : [warning.message];
  const lines = [
    [state, tasks, ofFiles, polled, seconds, ...told],
    [state, tasks, ofFiles, seconds, ...told],
    [state, ofFiles, seconds, ...told],
    [state, ofFiles, ...told],
  ].map((parts) => parts.join(' · '));
  return fitting(lines, width);
};

/** Lines that stay are for what changes, and for a sign of life once a second. */
export const looksTheSame = (a: SyncSnapshot, b: SyncSnapshot): boolean =>
  a.state === b.state &&
  a.progress.finished === b.progress.finished &&
  Math.floor(a.elapsed / 1000) === Math.floor(b.elapsed / 1000);
