import { snapshotToJSON, type SyncSnapshot } from '../../index.js';
import type { View } from '../progress/Job.js';
import { complaint } from '../progress/complaint.js';
import { bar } from '../terminal/bar.js';
import { fitting } from '../terminal/printable.js';

/** How a sync is told. The services tell of whole tasks only. */
export const syncView: View<SyncSnapshot> = {
  line: (snapshot, width) => {
    const { state, progress, polls, elapsed, warning } = snapshot;
    const { total, finished, failed } = progress;
    const tasks = `${finished} of ${total} tasks${failed > 0 ? `, ${failed} failed` : ''}`;
    const polled = `${polls} ${polls === 1 ? 'poll' : 'polls'}`;
    const seconds = `${(elapsed / 1000).toFixed(1)} s`;
    const told = warning === undefined ? [] : [complaint({ errorMessage: warning.message })];
    const parts = [
      [state, tasks, polled, seconds, ...told],
      [state, tasks, seconds, ...told],
      [state, tasks, ...told],
      [state, tasks],
    ].map((each) => each.join(' · '));
    // Lines that stay have no bar.
    if (width === undefined) return parts[0] ?? '';
    const done = snapshot.state === 'succeeded' ? [1, 1] : [finished, total];
    const [columns, of] = done;
    return fitting([...parts.map((text) => `${bar(columns ?? 0, of ?? 0, 20)} ${text}`), ...parts], width);
  },
  news: ({ state, progress, elapsed, warning }) =>
    [state, progress.finished, progress.total, progress.failed, warning?._tag, Math.floor(elapsed / signOfLife)].join(
      ' ',
    ),
  json: snapshotToJSON,
};

/** How long nothing is said where nothing changes, in ms. */
const signOfLife = 10_000;
