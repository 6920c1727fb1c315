import { newRequestId } from '../protocol/wireForms.js';
import { answerApi, type RequestContext } from './answerApi.js';
import { answerArchive, isAboutArchive } from './answerArchive.js';
import { answerControl, controlPath, type Control } from './answerControl.js';
import { answerFile } from './answerFile.js';
import { baseUrlOf } from './baseUrlOf.js';
import { answerHealth, healthPath } from './answerHealth.js';
import type { ConsoleRoutes } from './ConsoleRoutes.js';
import { cors } from './cors.js';
import type { Handler } from './HttpServer.js';
import { RequestReader, requestTarget } from './readRequest.js';
import type { StateArchives } from '../service/StateArchives.js';
import { requireControlAccess, requireControlPlace, type ControlAccess } from './requireControlAccess.js';

/** What requests are answered with. */
export interface RouterParts extends Omit<RequestContext, 'baseUrl'>, ControlAccess {
  readonly control: Control;
  readonly archives: StateArchives;
  /** Undefined where there is no page to look at it. */
  readonly page: ConsoleRoutes | undefined;
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
export const requestRouter = ({ control, archives, page, origins, isOpen, ...parts }: RouterParts): Handler => {
  const reader = new RequestReader();
  return async (request, response) => {
    const { path } = requestTarget(request);
    if (path === healthPath && (request.method === 'GET' || request.method === 'HEAD')) {
      answerHealth(parts.runtime.isClosing, response);
      return;
    }
    if (`${path}/` === controlPath && page?.isPage(controlPath, request)) {
      requireControlPlace(request, parts);
      // Seen from the same folder: a proxy may have put it into another one.
      response.writeHead(302, { Location: controlPath.slice(1), 'Content-Length': 0 }).end();
      return;
    }
    if (path.startsWith(controlPath)) {
      if (page?.isPage(path, request)) {
        requireControlPlace(request, parts);
        return page.givePage(path, request, response);
      }
      requireControlAccess(request, parts);
      if (page?.isAsked(path)) return page.answer(request, response);
      if (isAboutArchive(path)) return answerArchive(archives, path, request, response);
      return reader.use(request, (read) => answerControl(control, read, response)).finally(() => page?.lookAgain());
    }
    if (cors(origins, request, response, noteRefusal(parts))) return;
    // Who comes while the state is exported waits.
    await parts.runtime.run(() => Promise.resolve());
    const context = { ...parts, baseUrl: baseUrlOf(request, isOpen) };
    if (path.startsWith('/files/')) return answerFile(context, request, response);
    return reader.use(request, (read) => answerApi(context, read, response));
  };
};
