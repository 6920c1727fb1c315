import * as t from 'io-ts';
import { coercedText, optionalCount } from '../../model/tasks/codecs.js';
import type { Dialect } from '../Dialect.js';
import { withInnerRefusal, type ReadEnvelope } from '../Envelope.js';
import { uncapitalized, uncapitalizedData } from '../letterCase.js';
import type { SessionOperation } from '../operations.js';

/** camelCase, and nothing else counts (docs/protocol.md, section 3.1). */
const agbEnvelope = t.type({
  success: t.boolean,
  code: coercedText,
  message: coercedText,
  requestId: coercedText,
  httpStatusCode: t.unknown,
  data: t.unknown,
  nextToken: coercedText,
  totalCount: optionalCount(undefined),
  count: optionalCount(undefined),
});

export const envelope: ReadEnvelope = (body, headers) => {
  const read = agbEnvelope.decode(body);
  if (read._tag === 'Left') return read;
  const { requestId, httpStatusCode, count, totalCount = count, ...rest } = read.right;
  return t.success({
    ...rest,
    totalCount,
    requestId: requestId || (headers.get('x-request-id') ?? ''),
    httpStatus: typeof httpStatusCode === 'number' ? httpStatusCode : 0,
  });
};

// Three operations may be answered in another form (docs/protocol.md, section 3.1 and 4.6).

export const accountEnvelopes: Dialect['envelopes'] = {
  /** In PascalCase; and its data decides, unless the answer as a whole refuses. */
  CreateSession: (body, headers) => withInnerRefusal(envelope({ success: true, ...keysOf(body) }, headers)),
};

export const sessionEnvelopes: Dialect<SessionOperation>['envelopes'] = {
  /** With PascalCase in its data. */
  GetSessionInfo: (body, headers) => {
    const read = envelope(body, headers);
    return read._tag === 'Left' ? read : t.success({ ...read.right, data: uncapitalizedData(read.right.data) });
  },
  /** In PascalCase, or inside a `body`. */
  DeleteSession: (body, headers) => {
    const outer = keysOf(body);
    return envelope('body' in outer ? keysOf(outer['body']) : outer, headers);
  },
};

const keysOf = (value: unknown): Record<string, unknown> => uncapitalized(value as Record<string, unknown>);
