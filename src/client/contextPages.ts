import { knownOptions } from '../model/options/rules.js';
import type { PageRequest } from '../protocol/operations.js';
import type { Answer } from '../protocol/readAnswer.js';
import { checkedMaxPages, firstPage, listOptions, nextPage, type ListOptions } from './ListOptions.js';
import type { ListPlan } from './lists.js';
import type { ServiceClient } from './ServiceClient.js';
import { checkedTimeout } from './RequestOptions.js';

/** Checks how the contexts of an account are to be listed. */
export const contextPages = (
  remote: ServiceClient,
  given: ListOptions | undefined,
): ListPlan<PageRequest, Answer<'ListContexts'>> => {
  const options = knownOptions(given, listOptions);
  const requestTimeout = checkedTimeout(options, remote);
  return {
    operation: 'ListContexts',
    maxPages: checkedMaxPages(options),
    first: firstPage(options),
    read: (page) => remote.call('ListContexts', page, requestTimeout),
    next: nextPage,
  };
};
