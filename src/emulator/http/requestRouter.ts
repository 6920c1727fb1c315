import { answerApi, type RequestContext } from './answerApi.js';
import { answerControl, controlPath, requireLocalProgram, type Control } from './answerControl.js';
import { answerFile } from './answerFile.js';
import { answerHealth, healthPath } from './answerHealth.js';
import { cors } from './cors.js';
import type { Handler } from './HttpServer.js';
import { readRequest, requestTarget } from './readRequest.js';

/** What requests are answered with. */
export interface RouterParts extends RequestContext {
  readonly control: Control;
  /** The origins of web pages that may use the emulator. */
  readonly origins: readonly string[];
  /** Whether keys are known: then the control needs one too. */
  readonly hasKeys: boolean;
}

/** Has a request answered by the control, the storage, or the API. */
export const requestRouter =
  ({ control, origins, hasKeys, ...context }: RouterParts): Handler =>
  async (request, response) => {
    const { path } = requestTarget(request);
    if (path === healthPath && (request.method === 'GET' || request.method === 'HEAD')) {
      answerHealth(context.runtime.isClosing, response);
      return;
    }
    if (path.startsWith(controlPath)) {
      requireLocalProgram(request, context.authenticate, hasKeys);
      return answerControl(control, await readRequest(request), response);
    }
    if (cors(origins, request, response)) return;
    if (path.startsWith('/files/')) return answerFile(context, request, response);
    return answerApi(context, await readRequest(request), response);
  };
