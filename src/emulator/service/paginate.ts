import { intField } from '../protocol/fields.js';
import type { Fields, OperationResult } from '../protocol/Protocol.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

interface Numbered {
  readonly number: number;
}

/** The page of a list that is asked for. A token names the last entry before it, so that a change of the list loses none. */
export const paginate = <T extends Numbered>(
  list: readonly T[],
  fields: Fields,
): Omit<OperationResult, 'data'> & { page: readonly T[] } => {
  const maxResults = intField(fields, 'maxResults', 10, 1000);
  const after = numberIn(fields['nextToken']);
  const rest = list.filter(({ number }) => number > after);
  const page = rest.slice(0, maxResults);
  const last = page.at(-1);
  const nextToken = last === undefined || rest.length === page.length ? '' : tokenOf(last.number);
  return { page, nextToken, maxResults, totalCount: list.length };
};

const tokenOf = (number: number): string => Buffer.from(`after ${number}`).toString('base64');

const numberIn = (token: string | undefined): number => {
  if (token === undefined) return 0;
  const number = /^after (\d+)$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (number === undefined)
    throw new ServiceRefusal('InvalidParameter.NextToken', 'nextToken is not one of this service.');
  return Number(number);
};
