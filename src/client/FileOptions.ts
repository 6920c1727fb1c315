import type { AbortOptions } from '../adapters/AbortOptions.js';
import type { IterableObservable } from '../adapters/eachValueFrom.js';
import type { DownloadOptions } from '../model/files/TransferOptions.js';
import type { TransferResult, TransferSnapshot } from '../model/files/TransferSnapshot.js';
import { checkOptions, optional, verbatimText, wholeNumber, withDefault } from '../model/options/rules.js';
import type { FileRef } from '../protocol/operations.js';
import type { Answer } from '../protocol/readAnswer.js';
import type { ListPlan } from '../streams/operations/lists.js';
import { contextRef } from './ContextOptions.js';
import { requestRules, type RequestOptions } from '../model/options/RequestOptions.js';
import type { ServiceClient } from './ServiceClient.js';

/** How the files of a folder are listed. */
export interface ListFilesOptions extends RequestOptions {
  /**
   * How many files a page has.
   * @default 50
   */
  readonly pageSize?: number | undefined;
  /**
   * The first page to read, from 1 on.
   * @default 1
   */
  readonly pageNumber?: number | undefined;
  /**
   * How many pages to read, at most.
   * @default all
   */
  readonly maxPages?: number | undefined;
}

/** The two ways to fetch a file. */
export interface DownloadStream {
  /** Writes it to a stream. */
  (
    contextId: string,
    filePath: string,
    options: DownloadOptions & { readonly to: WritableStream<Uint8Array> },
  ): IterableObservable<TransferSnapshot>;
  /** Gives it as a Blob. */
  (
    contextId: string,
    filePath: string,
    options?: DownloadOptions & { readonly to?: undefined },
  ): IterableObservable<TransferSnapshot<{ blob: Blob }>>;
  /** The one or the other. */
  (
    contextId: string,
    filePath: string,
    options?: DownloadOptions,
  ): IterableObservable<TransferSnapshot<{ blob: Blob | undefined }>>;
}

/** The same two, as promises. */
export interface DownloadPromise {
  /** Writes it to a stream; settles when that is closed. */
  (
    contextId: string,
    filePath: string,
    options: DownloadOptions & AbortOptions & { readonly to: WritableStream<Uint8Array> },
  ): Promise<TransferResult>;
  /** Gives it as a Blob. */
  (
    contextId: string,
    filePath: string,
    options?: DownloadOptions & AbortOptions & { readonly to?: undefined },
  ): Promise<TransferResult<{ blob: Blob }>>;
  /** The one or the other. */
  (
    contextId: string,
    filePath: string,
    options?: DownloadOptions & AbortOptions,
  ): Promise<TransferResult<{ blob: Blob | undefined }>>;
}

const rules = {
  pageSize: withDefault(wholeNumber(1), 50),
  pageNumber: withDefault(wholeNumber(1), 1),
  maxPages: optional(wholeNumber(1)),
};

/** Which page, and how many files come before it; undefined where that is not known, for pages may be cut by the service. */
interface FileCursor {
  readonly pageNumber: number;
  readonly seen: number | undefined;
}

/** Checks how the files of a folder are to be listed. */
export const filePages = (
  service: ServiceClient,
  contextId: string,
  parentFolderPath: string,
  given: ListFilesOptions | undefined,
): ListPlan<FileCursor, Answer<'DescribeContextFiles'>> => {
  const folder = {
    ...contextRef(contextId),
    parentFolderPath: verbatimText('parentFolderPath', parentFolderPath),
  };
  const options = checkOptions({ ...rules, ...requestRules(service) }, given);
  const { pageSize, pageNumber: first, maxPages, requestTimeout } = options;
  return {
    operation: 'DescribeContextFiles',
    maxPages,
    first: { pageNumber: first, seen: first === 1 ? 0 : undefined },
    read: ({ pageNumber }) => service.call('DescribeContextFiles', { ...folder, pageNumber, pageSize }, requestTimeout),
    next: ({ data, totalCount }, { pageNumber, seen: before }) => {
      const seen = before === undefined ? undefined : before + data.length;
      // Where nobody says how many there are, only an empty page is the end: the service may have shorter pages than asked for.
      const isLast = seen !== undefined && totalCount !== undefined && seen >= totalCount;
      return isLast || data.length === 0 ? undefined : { pageNumber: pageNumber + 1, seen };
    },
  };
};

/** Checks which file is meant. */
export const fileRef = (contextId: string, filePath: string): FileRef => ({
  ...contextRef(contextId),
  filePath: verbatimText('filePath', filePath),
});
