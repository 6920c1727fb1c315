import { answerApi, type RequestContext } from './answerApi.js';
import { answerControl, controlPath, requireLocalProgram, type Control } from './answerControl.js';
import { answerFile } from './answerFile.js';
import { cors } from './cors.js';
import type { Handler } from './HttpServer.js';
import { RequestReader, requestTarget } from './readRequest.js';

/** What requests are answered with. */
export interface RouterParts extends RequestContext {
  readonly control: Control;
  /** The origins of web pages that may use the emulator. */
  readonly origins: readonly string[];
  /** Whether keys are known: then the control needs one too. */
  readonly hasKeys: boolean;
}

/** Has a request answered by the control, the storage, or the API. */
export const requestRouter = ({ control, origins, hasKeys, ...context }: RouterParts): Handler => {
  const reader = new RequestReader();
  return async (request, response) => {
    const { path } = requestTarget(request);
    if (path.startsWith(controlPath)) {
      requireLocalProgram(request, context.authenticate, hasKeys);
      return reader.use(request, (read) => answerControl(control, read, response));
    }
    if (cors(origins, request, response)) return;
    if (path.startsWith('/files/')) return answerFile(context, request, response);
    return reader.use(request, (read) => answerApi(context, read, response));
  };
};
