import * as t from 'io-ts';

// Not `t.string.is`: whether a definition that nobody uses may be dropped is seen of functions, not of what objects hold.
export const isString = (input: unknown): input is string => typeof input === 'string';
const isNumber = (input: unknown): input is number => typeof input === 'number';

/** Text that the services may leave out: absent and null read as `''`. */
export const nullableText = new t.Type<string, string, unknown>(
  'string',
  isString,
  (input, context) => (input === undefined || input === null ? t.success('') : t.string.validate(input, context)),
  t.identity,
);

/** The same, where a number may stand for its text: AgentBay's own clients coerce scalars (docs/protocol.md, section 3.2). */
export const coercedText = new t.Type<string, string, unknown>(
  'string',
  isString,
  (input, context) => (typeof input === 'number' ? t.success(String(input)) : nullableText.validate(input, context)),
  t.identity,
);

type FromText = (text: string) => number;

/** Decimal text, and no other: `Number` would read `0x10` and blanks too. */
const decimal: FromText = (text) => (/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN);

/** ISO 8601 with a time of day, in whole seconds; in UTC where no zone is said, as all times of the services are. */
const isoSeconds: FromText = (text) => {
  const [, day, time, zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?$/i.exec(text) ?? [];
  return day === undefined
    ? Number.NaN
    : Math.floor(Date.parse(`${day}T${time}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`) / 1000);
};

const coercedNumber = <T extends number | undefined>(name: string, absent: T, fromText: FromText) =>
  new t.Type<number | T, number | T, unknown>(
    name,
    (input): input is number | T => typeof input === 'number' || input === absent,
    (input, context) => {
      if (input === undefined || input === null) return t.success(absent);
      const number = typeof input === 'string' ? fromText(input.trim()) : input;
      return typeof number === 'number' && Number.isFinite(number) ? t.success(number) : t.failure(input, context);
    },
    t.identity,
  );

const anySeconds = coercedNumber<number>('Unix seconds', 0, (text) =>
  text.includes(':') ? isoSeconds(text) : decimal(text),
);

/**
 * A time that the services may leave out, or write as decimal or ISO text. Absent and null read as 0; so do times before 1970:
 * programs in Go and Java write -1 or a day in the year 1 where there is none.
 */
export const unixSeconds = new t.Type<number, number, unknown>(
  'Unix seconds',
  isNumber,
  (input, context) => {
    const read = anySeconds.validate(input, context);
    return read._tag === 'Left' ? read : t.success(Math.max(read.right, 0));
  },
  t.identity,
);

/** A number of things or bytes that the services may leave out, or write as decimal text. */
export const optionalCount = <T extends number | undefined>(absent: T) => coercedNumber('number', absent, decimal);
