import { knownOptions, nonBlank, verbatimText, wholeNumber } from '../model/options/rules.js';
import type { Answer } from '../protocol/readAnswer.js';
import type { ListFilesOptions } from './FileOptions.js';
import { checkedMaxPages } from './ListOptions.js';
import type { ListPlan } from './lists.js';
import type { ServiceClient } from './ServiceClient.js';
import { checkedTimeout } from './RequestOptions.js';

/** Which page, and how many files come before it; undefined where that is not known, for pages may be cut by the service. */
interface FileCursor {
  readonly pageNumber: number;
  readonly seen: number | undefined;
}

/** Checks how the files of a folder are to be listed. */
export const filePages = (
  remote: ServiceClient,
  contextId: string,
  parentFolderPath: string,
  given: ListFilesOptions | undefined,
): ListPlan<FileCursor, Answer<'DescribeContextFiles'>> => {
  const options = knownOptions(given, ['pageSize', 'pageNumber', 'maxPages', 'requestTimeout', 'signal']);
  const folder = {
    contextId: nonBlank('contextId', contextId),
    parentFolderPath: verbatimText('parentFolderPath', parentFolderPath),
  };
  const pageSize = wholeNumber('pageSize', options.pageSize ?? 50, 1);
  const pageNumber = wholeNumber('pageNumber', options.pageNumber ?? 1, 1);
  const requestTimeout = checkedTimeout(options, remote);
  return {
    operation: 'DescribeContextFiles',
    maxPages: checkedMaxPages(options),
    first: { pageNumber, seen: pageNumber === 1 ? 0 : undefined },
    read: (cursor) =>
      remote.call('DescribeContextFiles', { ...folder, pageNumber: cursor.pageNumber, pageSize }, requestTimeout),
    next: ({ data, totalCount }, cursor) => {
      const seen = cursor.seen === undefined ? undefined : cursor.seen + data.length;
      // Where nobody says how many there are, only an empty page is the end: the service may have shorter pages than asked for.
      const isLast = seen !== undefined && totalCount !== undefined && seen >= totalCount;
      return isLast || data.length === 0 ? undefined : { pageNumber: cursor.pageNumber + 1, seen };
    },
  };
};
