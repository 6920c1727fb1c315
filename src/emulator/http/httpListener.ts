import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { PendingWork } from '../concurrency/PendingWork.js';
import { agbProtocol } from '../protocol/agbProtocol.js';
import { agentBayProtocol } from '../protocol/agentBayProtocol.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { newRequestId } from '../protocol/wireForms.js';

/** Listens with a function whose rejections are answered, where they can be. What is being answered is among what runs. */
export const httpListener =
  (handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>, running: PendingWork) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const answered = handle(request, response).catch((error: unknown) => {
      // The connection broke, or the emulator stops.
      if (error instanceof ServiceRefusal && !response.headersSent) {
        response.writeHead(error.httpStatus, { Connection: 'close', 'Content-Type': 'application/json' });
        response.end(refusalText(error));
      } else response.destroy();
    });
    running.add(answered);
  };

/** A request that is no HTTP, or too long, gets an answer too. */
export const answerUnreadable = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const text = refusalText(new ServiceRefusal('InvalidRequest', 'The request cannot be read.'));
  const headers = `Content-Type: application/json\r\nContent-Length: ${text.length}\r\nConnection: close`;
  socket.end(`HTTP/1.1 400 Bad Request\r\n${headers}\r\n\r\n${text}`);
};

/** What is answered where nobody knows the protocol. */
const refusalText = (refusal: ServiceRefusal): string => {
  const requestId = newRequestId();
  return JSON.stringify({
    ...agbProtocol.encodeRefusal(refusal, requestId),
    ...agentBayProtocol.encodeRefusal(refusal, requestId),
  });
};
