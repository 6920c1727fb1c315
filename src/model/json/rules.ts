import { InvalidRequest } from '../errors/InvalidRequest.js';
import { numberIn, wholeNumber, type Checked, type Rule, type Rules } from '../options/rules.js';

/** A rule of something that can stand within itself: how deep it stands is counted. */
export type NestedRule<T> = (depth: number) => Rule<T>;

/** As deep as an error or a snapshot of ours stands in others, and more. */
const deepest = 20;

/** Looks no deeper than anything of ours goes. */
export const nested =
  <T>(rule: NestedRule<T>): NestedRule<T> =>
  (depth) =>
  (option, value) => {
    if (depth > deepest) throw new InvalidRequest(option, 'must not be nested so deeply');
    return rule(depth + 1)(option, value);
  };

/** An object with these fields, of which others are dropped: a later version may have more. */
export const fieldsOf =
  <R extends Rules>(rules: R): Rule<Checked<R>> =>
  (option, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new InvalidRequest(option, 'must be an object');
    }
    const fields = Object.entries(rules).map(([name, rule]) => [
      name,
      rule(`${option}.${name}`, (value as Readonly<Record<string, unknown>>)[name]),
    ]);
    return Object.fromEntries(fields) as Checked<R>;
  };

/** Any text, and none else. */
export const anyText: Rule<string> = (option, value) => {
  if (typeof value === 'string') return value;
  throw new InvalidRequest(option, 'must be text');
};

/** A number of things. */
export const count: Rule<number> = (option, value) => wholeNumber(0)(option, value);

/** A measure, such as of time. */
export const amount: Rule<number> = (option, value) => numberIn(0, Number.MAX_VALUE)(option, value);
