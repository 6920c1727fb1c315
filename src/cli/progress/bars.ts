import { Listr } from 'listr2';
import { map, tap } from 'rxjs';
import { lineWidth } from '../terminal/terminal.js';
import type { Display } from './Job.js';
import { complaint } from './complaint.js';

/** A line for each job that is rewritten as it goes on. */
export const bars: Display = async (jobs, view, concurrency) => {
  await new Listr(
    jobs.map(({ title, snapshots }) => ({
      title,
      task: () =>
        snapshots.pipe(
          tap((snapshot) => {
            if (snapshot.done && !snapshot.success) throw new Error(complaint(snapshot));
          }),
          map((snapshot) => view.line(snapshot, lineWidth())),
        ),
      rendererOptions: { persistentOutput: true },
    })),
    {
      concurrent: concurrency,
      exitOnError: false,
      rendererOptions: { collapseErrors: false },
      // The signals stop the streams; the tasks then end by themselves.
      registerSignalListeners: false,
    },
  ).run();
};
