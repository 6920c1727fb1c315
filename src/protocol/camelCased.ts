import * as t from 'io-ts';

/** An object with the first letters of its keys in lower case; what is no object has no keys. */
export const camelCased = (value: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).map(([key, field]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      field as unknown,
    ]),
  );

/** Reads an object, or the objects of an array, whose keys begin with capitals, with the decoder of those that do not. */
export const fromPascalCase = <A>(decoder: t.Decoder<unknown, A>): t.Decoder<unknown, A> => ({
  name: decoder.name,
  validate: (input, context) => decoder.validate(lowered(input), context),
  decode: (input) => decoder.decode(lowered(input)),
});

// No deeper than that: an answer may be nested as deep as somebody likes.
const lowered = (value: unknown): unknown => (Array.isArray(value) ? value.map(loweredEntry) : loweredEntry(value));

const loweredEntry = (value: unknown): unknown => (isObject(value) ? camelCased(value) : value);

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
