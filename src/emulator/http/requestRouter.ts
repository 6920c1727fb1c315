import { newRequestId } from '../protocol/wireForms.js';
import { answerApi, type RequestContext } from './answerApi.js';
import { answerControl, controlPath, type Control } from './answerControl.js';
import { answerFile } from './answerFile.js';
import { baseUrlOf } from './baseUrlOf.js';
import { answerHealth, healthPath } from './answerHealth.js';
import { cors } from './cors.js';
import type { Handler } from './HttpServer.js';
import { readRequest, requestTarget } from './readRequest.js';
import { requireControlAccess, type ControlAccess } from './requireControlAccess.js';

/** What requests are answered with. */
export interface RouterParts extends Omit<RequestContext, 'baseUrl'>, ControlAccess {
  readonly control: Control;
  /** The origins of web pages that may use the emulator. */
  readonly origins: readonly string[];
  /** Whether it listens for other machines, too. */
  readonly isOpen: boolean;
}

/** Who wrote the page sees no more than that it may not: the journal tells why. */
const noteRefusal =
  ({ runtime, scopes }: Pick<RouterParts, 'runtime' | 'scopes'>) =>
  (origin: string): void => {
    const at = runtime.current().runtime.clock();
    const refusal = { httpStatus: 403, code: 'Forbidden', requestId: newRequestId() };
    scopes.journal.addRequest({ at, operation: '', fields: { origin }, ...refusal });
  };

/** Has a request answered by the control, the storage, or the API. */
export const requestRouter =
  ({ control, origins, isOpen, ...parts }: RouterParts): Handler =>
  async (request, response) => {
    const { path } = requestTarget(request);
    if (path === healthPath && (request.method === 'GET' || request.method === 'HEAD')) {
      answerHealth(parts.runtime.isClosing, response);
      return;
    }
    if (path.startsWith(controlPath)) {
      requireControlAccess(request, parts);
      return answerControl(control, await readRequest(request), response);
    }
    if (cors(origins, request, response, noteRefusal(parts))) return;
    const context = { ...parts, baseUrl: baseUrlOf(request, isOpen) };
    if (path.startsWith('/files/')) return answerFile(context, request, response);
    return answerApi(context, await readRequest(request), response);
  };
