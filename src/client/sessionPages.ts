import { knownOptions } from '../model/check.js';
import { checkedLabels } from '../model/labels.js';
import type { PageRequest } from '../protocol/operations.js';
import type { Answer } from '../protocol/readAnswer.js';
import { checkedMaxPages, firstPage, listOptions, nextPage } from './ListOptions.js';
import type { ListPlan } from './paged.js';
import type { Remote } from './Remote.js';
import { checkedTimeout } from './RequestOptions.js';
import type { ListSessionsOptions } from './SessionOptions.js';

/** Checks how the sessions of an account are to be listed. */
export const sessionPages = (
  remote: Remote,
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
