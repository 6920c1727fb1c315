import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { objectOf, optional, wholeNumber } from '../../model/options/rules.js';

/** How often: just so often, or so often at least, at most, or both. */
export type Times =
  | number
  | {
      /**
       * So often, or more.
       * @default 0
       */
      readonly atLeast?: number | undefined;
      /**
       * So often, or less.
       * @default no bound
       */
      readonly atMost?: number | undefined;
    };

/** Both bounds. */
export interface TimesRange {
  readonly atLeast: number;
  /** Infinity where there is none. */
  readonly atMost: number;
}

const bounds = { atLeast: optional(wholeNumber(0)), atMost: optional(wholeNumber(0)) };

/** @throws {@link InvalidRequest} that says what is wrong. */
export const timesRange = (times: Times): TimesRange => {
  if (typeof times === 'number') {
    wholeNumber(0)('times', times);
    return { atLeast: times, atMost: times };
  }
  const { atLeast, atMost } = objectOf(bounds)('times', times);
  if (atLeast === undefined && atMost === undefined) throw new InvalidRequest('times', 'must have atLeast or atMost');
  const range = { atLeast: atLeast ?? 0, atMost: atMost ?? Infinity };
  if (range.atLeast > range.atMost)
    throw new InvalidRequest('times', 'must have an atMost that is no less than atLeast');
  return range;
};

/** A range in words. */
export const timesText = ({ atLeast, atMost }: TimesRange): string => {
  if (atLeast === atMost) return timesOf(atLeast);
  if (atMost === Infinity) return `at least ${timesOf(atLeast)}`;
  return atLeast === 0 ? `at most ${timesOf(atMost)}` : `${atLeast} to ${timesOf(atMost)}`;
};

/** A number of times in words. */
export const timesOf = (count: number): string => (count === 1 ? 'once' : `${count} times`);
