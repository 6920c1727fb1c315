import type { ServerResponse } from 'node:http';
import { version } from '../../model/version.js';
import { newRequestId } from '../protocol/wireForms.js';

/** Where whoever starts an emulator asks whether it serves: by GET, by any name of the machine, without a key. */
export const healthPath = '/_emulator/health';

/** Tells whether the service can be used: 503 where it is being closed, or lost its folder to another emulator. */
export const answerHealth = (isClosing: boolean, response: ServerResponse): void => {
  const data = { status: isClosing ? 'closing' : 'ok', version };
  const requestId = newRequestId();
  const body = isClosing
    ? { success: false, requestId, message: 'The emulator is being closed.', data }
    : { success: true, requestId, data };
  response
    .writeHead(isClosing ? 503 : 200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body));
};
