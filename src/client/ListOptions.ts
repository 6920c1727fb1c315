import { optionalText, wholeNumber } from '../model/options/rules.js';
import type { PageRequest } from '../protocol/operations.js';
import type { RequestOptions } from './RequestOptions.js';

/** How a list is read. */
export interface ListOptions extends RequestOptions {
  /**
   * How many entries a page has.
   * @default 10
   */
  readonly maxResults?: number | undefined;
  /**
   * Where to go on: the `nextToken` of a list that was not read to its end.
   * @default the first page
   */
  readonly nextToken?: string | undefined;
  /**
   * How many pages to read, at most.
   * @default all
   */
  readonly maxPages?: number | undefined;
}

/** The names of the options that {@link firstPage} and {@link checkedMaxPages} read. */
export const listOptions = ['maxResults', 'nextToken', 'maxPages', 'requestTimeout', 'signal'];

/** Checks which page comes first. */
export const firstPage = ({ maxResults, nextToken }: ListOptions): PageRequest => ({
  maxResults: wholeNumber('maxResults', maxResults ?? 10, 1),
  nextToken: optionalText('nextToken', nextToken),
});

/** Checks how many pages to read: all of them if nothing is given. */
export const checkedMaxPages = ({ maxPages }: { readonly maxPages?: number | undefined }): number =>
  maxPages === undefined ? Infinity : wholeNumber('maxPages', maxPages, 1);

/** Which page comes next; undefined after the last. */
export const nextPage = (
  { nextToken }: { readonly nextToken: string },
  { maxResults }: PageRequest,
): PageRequest | undefined => (nextToken === '' ? undefined : { maxResults, nextToken });
