import type { ServerResponse } from 'node:http';
import { isContextError } from '../model/errors/ContextError.js';
import { jsonIn } from './fields.js';
import { newRequestId } from './ids.js';
import type { HttpAsk } from './Protocol.js';
import { Refusal } from './Refusal.js';
import type { Trouble } from './Trouble.js';
import type { TroubleName } from './Troubles.js';

/** What clients in other languages can tell the emulator by HTTP. */
export interface Control {
  readonly trouble: (trouble: Trouble | TroubleName) => void;
  readonly noTrouble: () => void;
  readonly journal: () => readonly object[];
  readonly reset: () => Promise<void>;
}

/** The paths of the control are below this one. */
export const controlPath = '/_emulator/';

/** Answers a request to the control: `POST` and `DELETE trouble`, `GET journal`, `POST reset`. */
export const answerControl = async (control: Control, ask: HttpAsk, response: ServerResponse): Promise<void> => {
  const requestId = newRequestId();
  try {
    const data = await perform(control, `${ask.method} ${ask.path.slice(controlPath.length)}`, ask.body);
    write(response, 200, { success: true, requestId, data });
  } catch (error) {
    const known = error instanceof Refusal || isContextError(error);
    const httpStatus = error instanceof Refusal ? error.httpStatus : known ? 400 : 500;
    write(response, httpStatus, { success: false, requestId, message: (error as Error).message });
  }
};

const perform = async (control: Control, asked: string, body: string): Promise<unknown> => {
  switch (asked) {
    case 'POST trouble':
      control.trouble(jsonIn(body) as Trouble);
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
      throw new Refusal('InvalidAction.NotFound', 'There is no such control.', 404);
  }
};

const write = (response: ServerResponse, httpStatus: number, body: object): void => {
  response.writeHead(httpStatus, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};
