import { asyncScheduler } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import { NotFound } from '../../model/errors/NotFound.js';
import { classify } from '../classify.js';
import type { Redact } from '../redact.js';
import { retryAfter } from '../retryAfter.js';
import { textWithin } from '../http/textWithin.js';

/** As much as is read of what a storage says, in bytes: what matters stands at its beginning. */
const longestRefusal = 2 ** 16;

/** The error that the answer of a storage means: its status, and the code and text of the XML that storages answer with. */
export const storageError = async (operation: string, response: Response, redact: Redact): Promise<ContextError> => {
  const { text } = await textWithin(response, longestRefusal);
  const facts = {
    operation,
    httpStatus: response.status,
    code: redact(element('Code', text)),
    serviceMessage: redact(element('Message', text)),
    requestId: redact(response.headers.get('x-oss-request-id') ?? element('RequestId', text)),
  };
  // Whatever else a storage calls it: there is no such file.
  if (response.status === 404) return new NotFound(facts);
  return classify(facts, retryAfter(response.headers, asyncScheduler.now()));
};

const element = (name: string, xml: string): string =>
  new RegExp(`<${name}>([^<]{1,500})</${name}>`).exec(xml)?.[1]?.trim() ?? '';
