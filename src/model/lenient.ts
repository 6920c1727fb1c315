import * as t from 'io-ts';

/** Text that the services may leave out: absent and null read as `''`. */
export const lenientText = new t.Type<string, string, unknown>(
  'string',
  t.string.is,
  (input, context) => (input === undefined || input === null ? t.success('') : t.string.validate(input, context)),
  t.identity,
);

/** A time that the services may leave out, or write as decimal text: absent and null read as 0. */
export const lenientSeconds = new t.Type<number, number, unknown>(
  'Unix seconds',
  t.number.is,
  (input, context) => {
    if (input === undefined || input === null) return t.success(0);
    const seconds = typeof input === 'string' && input.trim() !== '' ? Number(input) : input;
    return typeof seconds === 'number' && Number.isFinite(seconds) ? t.success(seconds) : t.failure(input, context);
  },
  t.identity,
);
