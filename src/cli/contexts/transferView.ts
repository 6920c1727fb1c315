import type { View } from '../progress/Job.js';
import { bar } from '../terminal/bar.js';
import { fitting } from '../terminal/printable.js';
import type { FileProgress } from './localFailure.js';

/** How a file on its way is told; the title says which. */
export const transferView = (contextId: string): View<FileProgress> => ({
  line: ({ loaded, total, done: isDone, success }, width) => {
    if (isDone && !success) return 'failed';
    const text = success || total === undefined ? bytes(loaded) : `${bytes(loaded)} of ${bytes(total)}`;
    if (width === undefined) return text;
    // An empty file is whole, too.
    const [done, all] = success ? [1, 1] : [loaded, total ?? 0];
    return fitting([`${bar(done, all, 20)} ${text}`, text], width);
  },
  // Of a file that takes long.
  news: ({ loaded }) => (loaded < signOfLife ? '' : String(Math.floor(loaded / signOfLife))),
  json: (snapshot, path) => ({ contextId, path, ...snapshot }),
});

/** After so many bytes. */
const signOfLife = 50_000_000;

const units = ['kB', 'MB', 'GB', 'TB'] as const;

const bytes = (count: number): string => {
  if (count < 1000) return `${count} B`;
  const power = Math.min(Math.floor(Math.log10(count) / 3), units.length);
  return `${(count / 1000 ** power).toFixed(1)} ${units[power - 1] ?? ''}`;
};
