import type { ContextStatusData } from '../tasks/ContextStatusData.js';

/** The longest message, in characters. */
export const longestMessage = 2000;

/**
 * Text of others as a part of a message: one line, without what could write over a terminal or a log, and cut where it is too
 * long.
 */
export const oneLine = (text: string, longest = longestMessage): string => {
  const cut = text.length > longest ? `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return cut
    .replace(/[\t-\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .trim();
};

/** A task in a few words: its direction, its context and its path. */
export const describeTask = ({ contextId, path, taskType }: ContextStatusData): string =>
  `${oneLine(taskType, 30) || 'sync'} of ${oneLine(contextId, 80) || 'a context'} at ${oneLine(path, 100) || 'an unnamed path'}`;

/** As many as a message tells, and how many more there are. */
export const describeSome = <T>(all: readonly T[], most: number, describe: (one: T) => string): string => {
  const more = all.length - most;
  return [...all.slice(0, most).map(describe), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};
