import type { ContextStatusData } from '../tasks/ContextStatusData.js';
import { oneLine } from './oneLine.js';

/** A task in a few words: its direction, its context and its path. */
export const describeTask = ({ contextId, path, taskType }: ContextStatusData): string =>
  `${oneLine(taskType, 30) || 'sync'} of ${oneLine(contextId, 80) || 'a context'} at ${oneLine(path, 100) || 'an unnamed path'}`;

/** As many as a message tells, and how many more there are. */
export const describeSome = <T>(all: readonly T[], most: number, describe: (one: T) => string): string => {
  const more = all.length - most;
  return [...all.slice(0, most).map(describe), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};
