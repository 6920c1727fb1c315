import { knownOptions } from '../model/options/rules.js';
import { checkedLabels } from '../model/sessions/labels.js';
import type { PageRequest } from '../protocol/operations.js';
import type { Answer } from '../protocol/readAnswer.js';
import { checkedMaxPages, firstPage, listOptions, nextPage } from './ListOptions.js';
import type { ListPlan } from './lists.js';
import type { ServiceClient } from './ServiceClient.js';
import { checkedTimeout } from './RequestOptions.js';
import type { ListSessionsOptions } from './SessionOptions.js';

/** Checks how the sessions of an account are to be listed. */
export const sessionPages = (
  remote: ServiceClient,
  given: ListSessionsOptions | undefined,
): ListPlan<PageRequest, Answer<'ListSession'>> => {
  const options = knownOptions(given, [...listOptions, 'labels']);
  const labels = checkedLabels(options.labels);
  const requestTimeout = checkedTimeout(options, remote);
  return {
    operation: 'ListSession',
    maxPages: checkedMaxPages(options),
    first: firstPage(options),
    read: (page) => remote.call('ListSession', { ...page, labels }, requestTimeout),
    next: nextPage,
  };
};
