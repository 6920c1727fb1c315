import { InvalidRequest } from '../errors/InvalidRequest.js';
import { longestDelay } from './timerRange.js';

/** Gives the value of an option as it counts; throws an {@link InvalidRequest} that names the option and the rule if it is wrong. */
export type Rule<T> = (option: string, value: unknown) => T;

/** The rules of an object of options, by their names. Each says the default, too. */
export type Rules = Readonly<Record<string, Rule<unknown>>>;

/** What an object of options is once it was checked. */
export type Checked<R extends Rules> = { readonly [Name in keyof R]: ReturnType<R[Name]> };

/**
 * An object of options. `null` and what is absent count as none given; others than those of the rules are refused, for a typo
 * would be passed over. `ownName` names the object where it is no option of another one.
 */
export const objectOf =
  <R extends Rules>(rules: R, ownName = 'options'): Rule<Checked<R>> =>
  (option, value) => {
    const given = value ?? {};
    // No dates, maps and the like.
    if (Object.prototype.toString.call(given) !== '[object Object]') {
      throw new InvalidRequest(option || ownName, 'must be an object of options');
    }
    const pathOf = (name: string): string => (option === '' ? name : `${option}.${name}`);
    for (const [name, field] of Object.entries(given)) {
      if (field !== undefined && field !== null && !Object.hasOwn(rules, name))
        throw new InvalidRequest(pathOf(name), unknownRule(name, rules));
    }
    const checked = Object.entries(rules).map(([name, rule]) => [
      name,
      rule(pathOf(name), (given as Readonly<Record<string, unknown>>)[name]),
    ]);
    return Object.fromEntries(checked) as Checked<R>;
  };

/** Checks an object of options. */
export const checkOptions = <R extends Rules>(rules: R, given: unknown): Checked<R> => objectOf(rules)('', given);

/** What belongs to the promise adapters, and why it is refused elsewhere. */
const adapterOptions: ReadonlyMap<string, string> = new Map([
  ['signal', 'must be an AbortSignal, and is for promises: unsubscribe from a stream to stop it'],
  ['callback', 'must be a function, and is for `sync`: subscribe to a stream to be told'],
]);

const unknownRule = (name: string, rules: Rules): string =>
  adapterOptions.get(name) ?? `is no option here: there are ${Object.keys(rules).join(', ')}`;

/** An option that may be left out. */
export const optional =
  <T>(rule: Rule<T>): Rule<T | undefined> =>
  (option, value) =>
    value === undefined || value === null ? undefined : rule(option, value);

/** An option that stands for something where it is left out. */
export const withDefault =
  <T>(rule: Rule<T>, byDefault: T): Rule<T> =>
  (option, value) =>
    rule(option, value ?? byDefault);

/** An option that stands for something where it is left out, which is looked up only then. */
export const withDefaultFrom =
  <T>(rule: Rule<T>, byDefault: () => unknown): Rule<T> =>
  (option, value) =>
    rule(option, value ?? byDefault());

/** A list of what the rule says. */
export const listOf =
  <T>(item: Rule<T>): Rule<readonly T[]> =>
  (option, value) => {
    if (!Array.isArray(value)) throw new InvalidRequest(option, 'must be an array');
    return value.map((entry, index) => item(`${option}[${index}]`, entry));
  };

/** One of some texts. */
export const oneOf =
  <T extends string>(...allowed: readonly T[]): Rule<T> =>
  (option, value) => {
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw new InvalidRequest(option, `must be one of ${allowed.join(', ')}`);
  };

/** True or false. */
export const flag: Rule<boolean> = (option, value) => {
  if (typeof value === 'boolean') return value;
  throw new InvalidRequest(option, `must be true or false, not ${describe(value)}`);
};

/** A function. */
export const callable =
  <F extends (...args: never[]) => unknown>(): Rule<F> =>
  (option, value) => {
    if (typeof value === 'function') return value as F;
    throw new InvalidRequest(option, 'must be a function');
  };

/** A whole number in a range. */
export const wholeNumber =
  (min: number, max = Number.MAX_SAFE_INTEGER): Rule<number> =>
  (option, value) => {
    if (isInRange(value, min, max) && Number.isInteger(value)) return value;
    throw new InvalidRequest(option, `must be a whole number from ${min} to ${max}, not ${describe(value)}`);
  };

/** A number in a range. */
export const numberIn =
  (min: number, max: number): Rule<number> =>
  (option, value) => {
    if (isInRange(value, min, max)) return value;
    throw new InvalidRequest(option, `must be a number from ${min} to ${max}, not ${describe(value)}`);
  };

/** Milliseconds that timers take. */
export const milliseconds =
  (min = 0): Rule<number> =>
  (option, value) => {
    if (isInRange(value, min, longestDelay)) return value;
    const range = `a number of milliseconds from ${min} to ${longestDelay}`;
    throw new InvalidRequest(option, `must be ${range}, not ${describe(value)}`);
  };

/** Text with something in it, trimmed as the services' own clients do. */
export const nonBlank: Rule<string> = (option, value) => {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new InvalidRequest(
    option,
    value === undefined || value === null ? 'is missing' : 'must be text that is not blank',
  );
};

/** Like {@link nonBlank}, but not trimmed: a file's name may end in a space. */
export const verbatimText: Rule<string> = (option, value) => {
  nonBlank(option, value);
  return value as string;
};

const isInRange = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && value >= min && value <= max;

const describe = (value: unknown): string =>
  typeof value === 'number' ? String(value) : `a value of type ${typeof value}`;
