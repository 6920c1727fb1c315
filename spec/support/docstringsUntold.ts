import type { PublicName } from './docstringsOfSurface.js';

const isOfOptions = ({ name }: PublicName): boolean =>
  /^\w*(?:Options|Filter|Match|Trouble|Settings|Limiter|Policy|ContextSync)\./.test(name);

const isTime = ({ name }: PublicName): boolean =>
  /(?:timeout|interval|delay|duration|elapsed|pacing|silence|retryAfter|skew|[a-z]At|time|\.at|\.initial)$/i.test(name);

const saysUnit = ({ says, byDefault }: PublicName): boolean =>
  /\b(?:milliseconds?|seconds?|minutes?|days?|ms)\b|\d s\b/i.test(`${says} ${byDefault}`);

const line = ({ name, place }: PublicName): string => `${name} (${place})`;

/** What is left to be said of public names. */
export interface Untold {
  /** Names that say nothing. */
  readonly silent: readonly string[];
  /** Functions and classes without an example, and operations of classes that have none in either form. */
  readonly withoutExample: readonly string[];
  /** What may be left out of options, and does not say what holds then. */
  readonly withoutDefault: readonly string[];
  /** Numbers that are times, and do not say in what. */
  readonly withoutUnit: readonly string[];
}

/** Looks what is left to be said. */
export const untold = (names: readonly PublicName[]): Untold => {
  const examples = new Set(names.filter(({ tags }) => tags.has('example')).map(({ name }) => name.replace(/\$$/, '')));
  const wantsExample = ({ kind }: PublicName): boolean =>
    ['function', 'class', 'abstract class', 'operation'].includes(kind);
  return {
    silent: names.filter(({ says }) => says === '').map(line),
    withoutExample: names
      .filter((one) => wantsExample(one) && !examples.has(one.name.replace(/\$$/, '')))
      .map(({ name }) => name),
    withoutDefault: names.filter((one) => one.isOptional && isOfOptions(one) && one.byDefault === '').map(line),
    withoutUnit: names.filter((one) => one.isNumber && isTime(one) && !saysUnit(one)).map(line),
  };
};
