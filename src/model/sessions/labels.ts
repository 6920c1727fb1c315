import { InvalidRequest } from '../errors/InvalidRequest.js';
import type { Rule } from '../options/rules.js';

/** Texts that a session is found by. */
export type Labels = Readonly<Record<string, string>>;

/** Checks labels: an object of texts. Undefined where there are none. */
export const checkedLabels: Rule<Labels | undefined> = (option, labels) => {
  if (labels === undefined || labels === null) return undefined;
  const isObject = typeof labels === 'object' && !Array.isArray(labels);
  if (!isObject || !Object.values(labels).every((label) => typeof label === 'string')) {
    throw new InvalidRequest(option, 'must be an object whose values are text');
  }
  return Object.keys(labels).length === 0 ? undefined : (labels as Labels);
};
