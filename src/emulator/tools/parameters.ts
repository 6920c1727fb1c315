import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { longestDelay } from '../../model/options/timerRange.js';
import {
  checkOptions,
  oneOf,
  optional,
  verbatimText,
  wholeNumber,
  withDefault,
  type Rule,
} from '../../model/options/rules.js';

/** What a tool takes: how it is checked, and how that is told in JSON Schema. */
export interface Parameter<T> {
  readonly rule: Rule<T>;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly isRequired?: boolean;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** The arguments of a tool, checked. */
export type ArgumentsOf<P extends Parameters> = { readonly [Name in keyof P]: ReturnType<P[Name]['rule']> };

/** A path of the session. */
export const sessionPath = (description: string): Parameter<string> => ({
  rule: verbatimText,
  schema: { type: 'string', description },
  isRequired: true,
});

/** Any text that a file or a command can hold: it may be blank. */
export const text = (description: string): Parameter<string> => ({
  rule: (option, value) => {
    if (typeof value !== 'string')
      throw new InvalidRequest(option, value === undefined ? 'is missing' : 'must be text');
    // Half a surrogate pair would be written as something else.
    if (/\p{Surrogate}/u.test(value)) throw new InvalidRequest(option, 'must be text that can be encoded');
    return value;
  },
  schema: { type: 'string', description },
  isRequired: true,
});

/** One of some words, the first of them where none is given. */
export const word = <T extends string>(description: string, ...words: readonly [T, ...T[]]): Parameter<T> => ({
  rule: withDefault(oneOf(...words), words[0]),
  schema: { type: 'string', description, enum: words, default: words[0] },
});

/** A number of bytes. */
export const bytes = (description: string): Parameter<number> => ({
  rule: withDefault(wholeNumber(0), 0),
  schema: { type: 'integer', description, minimum: 0, default: 0 },
});

/** Milliseconds that timers take. */
export const time = (description: string, byDefault: number): Parameter<number> => ({
  rule: withDefault(wholeNumber(1, longestDelay), byDefault),
  schema: { type: 'integer', description, minimum: 1, maximum: longestDelay, default: byDefault },
});

/** The same, where it may be left out. */
export const maybe = <T>({ rule, schema }: Parameter<T>): Parameter<T | undefined> => ({
  rule: optional(rule),
  schema,
});

/** Texts by their names. */
export const texts = (description: string): Parameter<Readonly<Record<string, string>>> => ({
  rule: (option, value = {}) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isObject && Object.values(value).every((one) => typeof one === 'string'))
      return value as Record<string, string>;
    throw new InvalidRequest(option, 'must be an object of texts');
  },
  schema: { type: 'object', description, additionalProperties: { type: 'string' } },
});

/** Checks the arguments of a tool. What it does not know is passed over: clients send more than that. */
export const checkArguments = <P extends Parameters>(parameters: P, given: object): ArgumentsOf<P> => {
  const rules = Object.fromEntries(Object.entries(parameters).map(([name, { rule }]) => [name, rule]));
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(parameters, name)));
  return checkOptions(rules, known) as ArgumentsOf<P>;
};

/** What a tool takes, in JSON Schema. */
export const schemaOf = (parameters: Parameters): object => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(parameters).map(([name, { schema }]) => [name, schema])),
  required: Object.keys(parameters).filter((name) => parameters[name]?.isRequired === true),
});
