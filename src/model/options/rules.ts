import { InvalidRequest } from '../errors/InvalidRequest.js';
import { longestDelay } from './timerRange.js';

const inRange = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && value >= min && value <= max;

const describe = (value: unknown): string =>
  typeof value === 'number' ? String(value) : `a value of type ${typeof value}`;

/** Gives the value if it is a whole number in the range; throws an {@link InvalidRequest} if not. */
export const wholeNumber = (option: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): number => {
  if (inRange(value, min, max) && Number.isInteger(value)) return value;
  throw new InvalidRequest(option, `must be a whole number from ${min} to ${max}, not ${describe(value)}`);
};

/** Gives the value if it is a number in the range; throws an {@link InvalidRequest} if not. */
export const numberIn = (option: string, value: unknown, min: number, max: number): number => {
  if (inRange(value, min, max)) return value;
  throw new InvalidRequest(option, `must be a number from ${min} to ${max}, not ${describe(value)}`);
};

/** Gives the value if it is a number of milliseconds that timers take; throws an {@link InvalidRequest} if not. */
export const milliseconds = (option: string, value: unknown, min = 0): number => {
  if (inRange(value, min, longestDelay)) return value;
  throw new InvalidRequest(
    option,
    `must be a number of milliseconds from ${min} to ${longestDelay}, not ${describe(value)}`,
  );
};

/** Gives the value, trimmed as the services' own clients do, if it is text with something in it; throws an {@link InvalidRequest} if not. */
export const nonBlank = (option: string, value: unknown): string => {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new InvalidRequest(option, `must be text that is not blank`);
};

/** Like {@link nonBlank}, but not trimmed: a file's name may end in a space. */
export const verbatimText = (option: string, value: unknown): string => {
  nonBlank(option, value);
  return value as string;
};

/** Like {@link nonBlank}, for options that may be left out. */
export const optionalText = (option: string, value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : nonBlank(option, value);

/** Gives the value if it is true or false; throws an {@link InvalidRequest} if not. */
export const flag = (option: string, value: unknown): boolean => {
  if (typeof value === 'boolean') return value;
  throw new InvalidRequest(option, `must be true or false, not ${describe(value)}`);
};

/** Gives the options, none if they are absent; throws an {@link InvalidRequest} if they are no options or unknown ones. */
export const knownOptions = <O extends object>(options: O | undefined | null, known: readonly string[]): Partial<O> => {
  if (options === undefined || options === null) return {};
  if (typeof options !== 'object' || Array.isArray(options)) {
    throw new InvalidRequest('options', `must be an object of options`);
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const [unknown] = given.map(([key]) => key).filter((key) => !known.includes(key));
  if (unknown !== undefined) throw new InvalidRequest(unknown, `is no option here: there are ${known.join(', ')}`);
  if ('signal' in options) checkSignal(options.signal);
  return options;
};

// Not `instanceof`: signals come from other realms, and from polyfills.
const checkSignal = (signal: unknown): void => {
  if (signal === undefined || signal === null) return;
  if (typeof signal === 'object' && 'aborted' in signal && 'addEventListener' in signal) return;
  throw new InvalidRequest('signal', 'must be an AbortSignal');
};
