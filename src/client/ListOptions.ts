import { nonBlank, optional, wholeNumber, withDefault } from '../model/options/rules.js';
import type { PageRequest } from '../protocol/operations.js';
import { requestRules, type RequestOptions } from '../model/options/RequestOptions.js';

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

/** The rules of {@link ListOptions}. */
export const listRules = (service: { readonly requestTimeout: number }) => ({
  maxResults: withDefault(wholeNumber(1), 10),
  nextToken: optional(nonBlank),
  maxPages: optional(wholeNumber(1)),
  ...requestRules(service),
});

/** Which page comes next; undefined after the last. */
export const nextPage = (
  { nextToken }: { readonly nextToken: string },
  { maxResults }: PageRequest,
): PageRequest | undefined => (nextToken === '' ? undefined : { maxResults, nextToken });
