import type { Decoder, Errors } from 'io-ts';
import { BadAnswer } from '../model/errors/BadAnswer.js';
import { isContextError } from '../model/errors/ContextError.js';
import { classify } from './classify.js';
import type { Dialect } from './Dialect.js';
import type { Envelope } from './Envelope.js';
import { longestAnswer, type HttpAnswer } from './http/httpAnswer.js';
import { parsedJson } from './json.js';
import type { Data, OperationName } from './operations.js';
import { redactTexts, type Redact } from './redact.js';
import { httpDate, retryAfter } from './retryAfter.js';

/** A good answer. */
export interface Answer<K extends OperationName> {
  readonly requestId: string;
  readonly data: Data<K>;
  /** Asks for the next page of a list; empty where there is none. */
  readonly nextToken: string;
  /** How long the whole list is; undefined where that is not said. */
  readonly totalCount: number | undefined;
  /** When it was given, in ms, by the service's own clock; undefined where it does not say. */
  readonly answeredAt: number | undefined;
}

/**
 * Judges an answer. Only a 2xx status, `success: true` and data that can be read whole make a good one.
 *
 * @throws the `ContextError` that the answer means, and nothing else, whatever the answer is.
 */
export const readAnswer = <K extends OperationName>(
  dialect: Dialect<K>,
  operation: K,
  answer: HttpAnswer,
  redact: Redact,
  now: number,
): Answer<K> => {
  try {
    return judged(dialect, operation, answer, redact, now);
  } catch (error) {
    if (isContextError(error)) throw error;
    throw new BadAnswer({ operation, where: '', expected: 'readable', requestId: '' });
  }
};

const judged = <K extends OperationName>(
  dialect: Dialect<K>,
  operation: K,
  { status, headers, text }: HttpAnswer,
  redact: Redact,
  now: number,
): Answer<K> => {
  if (text === undefined) {
    throw new BadAnswer({ operation, where: '', expected: `at most ${longestAnswer} bytes long`, requestId: '' });
  }
  const readEnvelope = dialect.envelopes[operation] ?? dialect.envelope;
  const envelope = readEnvelope(parsedJson(text), headers);
  const isEnvelope = envelope._tag === 'Right';
  const raw = isEnvelope ? envelope.right : emptyEnvelope;
  const said = redacted(raw, redact);
  const refused = said.success ? status < 200 || status > 299 : isEnvelope || status > 299;
  if (refused) {
    const { code, message, requestId } = said;
    const facts = { operation, httpStatus: status, code, serviceMessage: message, requestId };
    const httpStatus = status > 299 ? status : httpStatusIn(raw) || status;
    throw classify(facts, retryAfter(headers, now), { code: raw.code, httpStatus, isEnvelope });
  }
  if (envelope._tag === 'Left') throw unreadable(operation, envelope.left, '');
  const data = decoderOf(dialect, operation).decode(said.data);
  if (data._tag === 'Left') throw unreadable(operation, data.left, said.requestId, 'data');
  const { requestId, nextToken, totalCount } = said;
  const answeredAt = httpDate(headers.get('Date'));
  return { requestId, data: redactTexts(data.right, redact), nextToken, totalCount, answeredAt };
};

// The type of what a table holds under any of its keys is a union: that of this key is one of its members.
const decoderOf = <K extends OperationName>({ decoders }: Dialect<K>, operation: K) =>
  decoders[operation] as Decoder<unknown, Data<K>>;

const httpStatusIn = ({ httpStatus }: Envelope): number =>
  Number.isInteger(httpStatus) && httpStatus >= 100 && httpStatus <= 599 ? httpStatus : 0;

/** Only the texts of an answer are for people: ids and paths are left as they are, for they must match. */
const redacted = (envelope: Envelope, redact: Redact): Envelope => ({
  ...envelope,
  code: redact(envelope.code),
  message: redact(envelope.message),
  requestId: redact(envelope.requestId),
});

const emptyEnvelope: Envelope = {
  success: false,
  httpStatus: 0,
  code: '',
  message: '',
  requestId: '',
  data: undefined,
  nextToken: '',
  totalCount: undefined,
};

const unreadable = (operation: string, errors: Errors, requestId: string, root = ''): BadAnswer => {
  const [first] = errors;
  const where = [root, ...(first?.context.map((entry) => entry.key) ?? [])].filter(Boolean).join('.');
  const expected = first?.message ?? first?.context.at(-1)?.type.name ?? 'readable';
  return new BadAnswer({ operation, where, expected, requestId });
};
