import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import { checkOptions, nonBlank } from '../model/options/rules.js';
import type { ContextQuery, ContextRef, PageRequest } from '../protocol/operations.js';
import type { Answer } from '../protocol/readAnswer.js';
import type { ListPlan } from '../streams/operations/lists.js';
import { listRules, nextPage, type ListOptions } from './ListOptions.js';
import type { RequestOptions } from '../model/options/RequestOptions.js';
import type { ServiceClient } from './ServiceClient.js';

/** How a context is looked for. */
export interface GetContextOptions extends RequestOptions {
  /**
   * Make the context where there is none of that name.
   * @default false
   */
  readonly create?: boolean | undefined;
}

/** What of a context is changed. */
export interface UpdateContextOptions extends RequestOptions {
  /** Its new name. */
  readonly name: string;
}

/** Checks which context is meant. */
export const contextRef = (contextId: unknown): ContextRef => ({ contextId: nonBlank('contextId', contextId) });

/** Checks which context is meant: by its name, or by its id. */
export const contextQuery = (which: unknown, create: boolean): ContextQuery => {
  if (typeof which !== 'object' || which === null) return { name: nonBlank('name', which), create };
  if (create) throw new InvalidRequest('create', 'is for names: the service gives the ids');
  return contextRef((which as { contextId?: unknown }).contextId);
};

/** Checks how the contexts of an account are to be listed. */
export const contextPages = (
  service: ServiceClient,
  given: ListOptions | undefined,
): ListPlan<PageRequest, Answer<'ListContexts'>> => {
  const { maxPages, requestTimeout, ...first } = checkOptions(listRules(service), given);
  return {
    operation: 'ListContexts',
    maxPages,
    first,
    read: (page) => service.call('ListContexts', page, requestTimeout),
    next: nextPage,
  };
};
