import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { from, merge, Observable, Subject } from 'rxjs';
import { toEventStream } from '../../web/server/toEventStream.js';
import { FolderListings } from '../contexts/FolderListings.js';
import { controlPath } from '../http/answerControl.js';
import type { ConsoleRoutes } from '../http/ConsoleRoutes.js';
import { requestTarget } from '../http/readRequest.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { ResettableRuntime } from '../service/ResettableRuntime.js';
import { sessionRoot } from '../sessions/sessionTree.js';
import type { Scopes } from '../state/Scopes.js';
import type { FilePreview } from './FilePreview.js';
import { FolderView } from './FolderView.js';
import { giveResponse } from './giveResponse.js';
import { givePageFile, isPageFile } from './pageFiles.js';
import { readPreview } from './readPreview.js';
import { RequestList } from './RequestList.js';
import { stateOf } from './stateOf.js';
import { states } from './states.js';
import { viewOf } from './viewOf.js';

/** What the console shows, and what its buttons do. */
export interface ConsoleParts {
  readonly runtime: Pick<ResettableRuntime, 'current' | 'run'>;
  readonly scopes: Scopes;
  readonly dataDir: string;
  /** What buttons of the page do, by their names. */
  readonly actions: Readonly<Record<string, () => unknown>>;
}

/** Opens the console: a page that shows what is there, and what moves. */
export const openConsole = ({ runtime, scopes, dataDir, actions }: ConsoleParts): ConsoleRoutes => {
  const folders = new FolderView(new FolderListings(path.join(dataDir, 'scratch')));
  const shown = { scopes, dataDir, folders, requests: new RequestList(), actions: Object.keys(actions) };
  const looks = new Subject<unknown>();
  const entries = new Observable((subscriber) =>
    scopes.journal.subscribe((entry) => {
      subscriber.next(entry);
    }),
  );

  const giveStates = (query: URLSearchParams, response: ServerResponse): Promise<void> => {
    const view = viewOf(query);
    // Not while it is reset: what is there then is neither the old nor the new.
    const look = () => from(runtime.run(() => stateOf({ ...shown, service: runtime.current().service }, view)));
    return giveResponse(toEventStream(states(merge(entries, looks), look)), response);
  };
  const preview = (query: URLSearchParams): Promise<FilePreview | undefined> =>
    runtime.run(async () => {
      const { session, context } = viewOf(query);
      const { sessions, contexts } = runtime.current().service;
      if (context !== '' && contexts.has(context))
        return readPreview(await contexts.sweptFolder(context), query.get('file') ?? '');
      if (!sessions.all().some(({ sessionId }) => sessionId === session)) return undefined;
      return readPreview(sessionRoot(dataDir, session), query.get('file') ?? '');
    });

  const actionNamed = (name: string): (() => unknown) => {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action !== undefined) return action;
    throw notThere();
  };

  return {
    lookAgain: () => {
      looks.next(undefined);
    },
    isPage: (target, { method }) => isPageFile(placeOf(target)) && (method === 'GET' || method === 'HEAD'),
    givePage: (target, request, response) => givePageFile(placeOf(target), request, response),
    isAsked: (target) => placeOf(target).startsWith('console/'),
    answer: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { path: target, query } = requestTarget(request);
      request.resume();
      switch (`${request.method} ${placeOf(target)}`) {
        case 'GET console/states':
          return giveStates(query, response);
        case 'GET console/preview':
          giveJson(response, await preview(query));
          return;
        case 'POST console/actions':
          giveJson(response, null, await problemOf(actionNamed(query.get('name') ?? '')));
          return;
        case 'DELETE console/trouble':
          scopes.faults.end(Number(query.get('id')));
          looks.next(undefined);
          giveJson(response, null);
          return;
        default:
          throw notThere();
      }
    },
  };
};

const placeOf = (target: string): string => target.slice(controlPath.length);

const notThere = (): ServiceRefusal => new ServiceRefusal('InvalidAction.NotFound', 'There is no such control.', 404);

/** What something was refused with that is not ours. */
const problemOf = async (work: () => unknown): Promise<string | undefined> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const giveJson = (response: ServerResponse, value: unknown, problem?: string): void => {
  response.writeHead(problem === undefined ? 200 : 500, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  });
  response.end(JSON.stringify(problem === undefined ? (value ?? null) : { message: problem }));
};
