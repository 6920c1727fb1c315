import type { ServerResponse } from 'node:http';
import { isContextError } from '../../model/errors/ContextError.js';
import { checkOptions, optional, type Rule } from '../../model/options/rules.js';
import type { TroubleName } from '../faults/Faults.js';
import type { Trouble } from '../faults/Trouble.js';
import { parseJson } from '../protocol/fields.js';
import type { HttpRequest } from '../protocol/Protocol.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { newRequestId } from '../protocol/wireForms.js';
import type { JournalEntries } from '../state/Journal.js';
import type { JournaledOperation, RequestMatch, TaskMatch } from '../verification/Match.js';
import type { Times } from '../verification/Times.js';
import { VerificationError } from '../verification/VerificationError.js';

/** What clients in other languages can tell the emulator by HTTP. */
export interface Control {
  readonly trouble: (trouble: Trouble | TroubleName) => void;
  readonly noTrouble: () => void;
  readonly journal: JournalEntries;
  readonly verify: (operation: JournaledOperation, times?: Times, match?: RequestMatch | TaskMatch) => void;
  readonly reset: () => Promise<void>;
  /** Undefined within a scope. */
  readonly scopes?: ScopeControls | undefined;
}

/** How scopes are made and found. */
export interface ScopeControls {
  readonly open: () => { readonly id: string; readonly apiKey: string; readonly url: string };
  readonly find: (id: string) => (Control & { readonly close: () => Promise<void> }) | undefined;
}

/** The paths of the control are below this one. */
export const controlPath = '/_emulator/';

/**
 * Answers a request to the control: `POST` and `DELETE trouble`, `GET journal`, `POST verify`, `POST reset`; `POST scopes`, and below
 * `scopes/ID/` the same for that scope, which `DELETE scopes/ID` closes.
 */
export const answerControl = async (
  control: Control,
  request: HttpRequest,
  response: ServerResponse,
): Promise<void> => {
  const requestId = newRequestId();
  try {
    const data = await perform(control, `${request.method} ${request.path.slice(controlPath.length)}`, request.body);
    write(response, 200, { success: true, requestId, data });
  } catch (error) {
    const { message } = error as Error;
    const data = error instanceof VerificationError ? error : undefined;
    write(response, httpStatusOf(error), { success: false, requestId, message, data });
  }
};

const httpStatusOf = (error: unknown): number => {
  if (error instanceof ServiceRefusal) return error.httpStatus;
  // As MockServer says it.
  if (error instanceof VerificationError) return 406;
  return isContextError(error) ? 400 : 500;
};

/** What is asked for is checked where it is used. */
const given =
  <T>(): Rule<T> =>
  (_, value) =>
    value as T;

const verifyRules = {
  operation: given<JournaledOperation>(),
  times: optional(given<Times>()),
  match: optional(given<RequestMatch | TaskMatch>()),
};

const perform = async (control: Control, asked: string, body: string): Promise<unknown> => {
  const {
    method = '',
    id = '',
    rest,
  } = /^(?<method>\w+) scopes\/(?<id>\d+)(?:\/(?<rest>.*))?$/.exec(asked)?.groups ?? {};
  const scope = control.scopes?.find(id);
  if (scope !== undefined && rest !== undefined) return perform(scope, `${method} ${rest}`, body);
  if (scope !== undefined && method === 'DELETE') return scope.close();
  switch (asked) {
    case 'POST trouble':
      control.trouble(parseJson(body) as Trouble);
      return undefined;
    case 'DELETE trouble':
      control.noTrouble();
      return undefined;
    case 'GET journal':
      return control.journal;
    case 'POST verify': {
      const { operation, times, match } = checkOptions(verifyRules, parseJson(body));
      control.verify(operation, times, match);
      return undefined;
    }
    case 'POST scopes':
      if (control.scopes !== undefined) return control.scopes.open();
      throw noSuchControl();
    case 'POST reset':
      await control.reset();
      return undefined;
    default:
      throw noSuchControl();
  }
};

const noSuchControl = (): ServiceRefusal =>
  new ServiceRefusal('InvalidAction.NotFound', 'There is no such control.', 404);

const write = (response: ServerResponse, httpStatus: number, body: object): void => {
  response.writeHead(httpStatus, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};
