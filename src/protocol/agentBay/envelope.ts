import * as t from 'io-ts';
import { coercedText, optionalCount } from '../../model/tasks/codecs.js';
import type { Dialect } from '../Dialect.js';
import { withInnerRefusal, type ReadEnvelope } from '../Envelope.js';
import { uncapitalized, uncapitalizedData } from '../letterCase.js';
import type { OperationName } from '../operations.js';

/** PascalCase; what is not there is told by each reader (docs/protocol.md, section 3.2). */
const agentBayEnvelope = t.type({
  Success: t.boolean,
  Code: coercedText,
  Message: coercedText,
  RequestId: coercedText,
  HttpStatusCode: optionalCount(0),
  Data: t.unknown,
  NextToken: coercedText,
  TotalCount: optionalCount(undefined),
  Count: optionalCount(undefined),
});

export const envelope: ReadEnvelope = (body) => {
  const read = agentBayEnvelope.decode(refusalIfSaid(body));
  if (read._tag === 'Left') return read;
  const { httpStatusCode: httpStatus, data, count, totalCount = count, ...rest } = uncapitalized(read.right);
  return t.success({ ...rest, httpStatus, data: uncapitalizedData(data), totalCount });
};

/** The data of a new session decides, unless the answer as a whole refuses (docs/protocol.md, section 4.6). */
export const accountEnvelopes: Dialect<OperationName>['envelopes'] = {
  CreateSession: (body, headers) => withInnerRefusal(envelope(successUnlessSaid(body), headers)),
};

/**
 * A refusal may have `Success: "false"`; and that of the gateway before the service has a code alone, in either case
 * (docs/protocol.md, section 3.3). What is not refused must say `true` itself.
 */
const refusalIfSaid = (body: unknown): unknown => {
  const { success = null, code, message, requestId } = uncapitalized(body as Record<string, unknown>);
  const isRefusal =
    success === null
      ? typeof code === 'string' && code !== ''
      : success === false || (typeof success === 'string' && /^false$/i.test(success));
  return isRefusal ? { ...(body as object), Success: false, Code: code, Message: message, RequestId: requestId } : body;
};

const successUnlessSaid = (body: unknown): unknown => {
  const { success = null, data = null } = uncapitalized(body as Record<string, unknown>);
  return success === null && data !== null ? { ...(body as object), Success: true } : body;
};
