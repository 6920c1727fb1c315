import * as t from 'io-ts';

/** Text that the services may leave out: absent and null read as `''`. */
export const lenientText = new t.Type<string, string, unknown>(
  'string',
  t.string.is,
  (input, context) => (input === undefined || input === null ? t.success('') : t.string.validate(input, context)),
  t.identity,
);

/** The same, where a number may stand for its text: AgentBay's own clients coerce scalars (wire-protocol.md, section 3.2). */
export const looseText = new t.Type<string, string, unknown>(
  'string',
  t.string.is,
  (input, context) => (typeof input === 'number' ? t.success(String(input)) : lenientText.validate(input, context)),
  t.identity,
);

const lenientNumber = <T extends number | undefined>(
  name: string,
  absent: T,
  numberIn: (text: string) => number = Number,
) =>
  new t.Type<number | T, number | T, unknown>(
    name,
    (input): input is number | T => typeof input === 'number' || input === absent,
    (input, context) => {
      if (input === undefined || input === null) return t.success(absent);
      const number = typeof input === 'string' && input.trim() !== '' ? numberIn(input.trim()) : input;
      return typeof number === 'number' && Number.isFinite(number) ? t.success(number) : t.failure(input, context);
    },
    t.identity,
  );

// ISO 8601, which is UTC where it names no zone: the services write their other times so (wire-protocol.md, section 3.3).
const isoTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?$/i;

const secondsIn = (text: string): number => {
  const [, date, time, zone = 'Z'] = isoTime.exec(text) ?? [];
  return time === undefined ? Number(text) : Date.parse(`${date}T${time}${zone}`) / 1000;
};

/** A time that the services may leave out, or write as text: absent and null read as 0. */
export const lenientSeconds = lenientNumber<number>('Unix seconds', 0, secondsIn);

/** A number of things or bytes that the services may leave out, or write as decimal text. */
export const lenientCount = <T extends number | undefined>(absent: T) => lenientNumber('number', absent);
