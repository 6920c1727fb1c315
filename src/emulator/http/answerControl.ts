import type { ServerResponse } from 'node:http';
import { isContextError } from '../../model/errors/ContextError.js';
import type { TroubleName } from '../faults/Faults.js';
import type { Trouble } from '../faults/Trouble.js';
import { parseJson } from '../protocol/fields.js';
import type { HttpRequest } from '../protocol/Protocol.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { newRequestId } from '../protocol/wireForms.js';
import type { JournalEntries } from '../state/Journal.js';

/** What clients in other languages can tell the emulator by HTTP. */
export interface Control {
  readonly trouble: (trouble: Trouble | TroubleName) => void;
  readonly noTrouble: () => void;
  readonly journal: () => JournalEntries;
  readonly reset: () => Promise<void>;
}

/** The paths of the control are below this one. */
export const controlPath = '/_emulator/';

/** Answers a request to the control: `POST` and `DELETE trouble`, `GET journal`, `POST reset`. */
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
    const httpStatus = error instanceof ServiceRefusal ? error.httpStatus : isContextError(error) ? 400 : 500;
    write(response, httpStatus, { success: false, requestId, message: (error as Error).message });
  }
};

const perform = async (control: Control, asked: string, body: string): Promise<unknown> => {
  switch (asked) {
    case 'POST trouble':
      control.trouble(parseJson(body) as Trouble);
      return undefined;
    case 'DELETE trouble':
      control.noTrouble();
      return undefined;
    case 'GET journal':
      return control.journal();
    case 'POST reset':
      await control.reset();
      return undefined;
    default:
      throw new ServiceRefusal('InvalidAction.NotFound', 'There is no such control.', 404);
  }
};

const write = (response: ServerResponse, httpStatus: number, body: object): void => {
  response.writeHead(httpStatus, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};
