import { answerApi, type RequestContext } from './answerApi.js';
import { answerArchive, isAboutArchive } from './answerArchive.js';
import { answerControl, controlPath, requireLocalProgram, type Control } from './answerControl.js';
import { answerFile } from './answerFile.js';
import { cors } from './cors.js';
import type { Handler } from './HttpServer.js';
import { readRequest, requestTarget } from './readRequest.js';
import type { StateArchives } from '../service/StateArchives.js';

/** What requests are answered with. */
export interface RouterParts extends RequestContext {
  readonly control: Control;
  readonly archives: StateArchives;
  /** The origins of web pages that may use the emulator. */
  readonly origins: readonly string[];
  /** Whether keys are known: then the control needs one too. */
  readonly hasKeys: boolean;
}

/** Has a request answered by the control, the storage, or the API. */
export const requestRouter =
  ({ control, archives, origins, hasKeys, ...context }: RouterParts): Handler =>
  async (request, response) => {
    const { path } = requestTarget(request);
    if (path.startsWith(controlPath)) {
      requireLocalProgram(request, context.authenticate, hasKeys);
      if (isAboutArchive(path)) return answerArchive(archives, path, request, response);
      return answerControl(control, await readRequest(request), response);
    }
    if (cors(origins, request, response)) return;
    // Who comes while the state is exported waits.
    await context.runtime.run(() => Promise.resolve());
    if (path.startsWith('/files/')) return answerFile(context, request, response);
    return answerApi(context, await readRequest(request), response);
  };
