import type { RequestOptions } from './RequestOptions.js';

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
