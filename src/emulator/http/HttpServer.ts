import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { PendingWork } from '../concurrency/PendingWork.js';
import type { Certificate } from './certificate.js';
import { answerUnreadable, httpListener } from './httpListener.js';

/** A server that listens. */
export interface HttpServer {
  readonly port: number;
  /** Breaks all connections off, and waits for what answered them. */
  readonly close: () => Promise<void>;
}

/** Answers a request. Where it rejects, that is answered too, if it can be. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Where to listen: at any free port where it is 0. With a certificate, for https. */
export interface ListenAt {
  readonly host: string;
  readonly port: number;
  readonly certificate?: Certificate | undefined;
}

/** Listens. Rejects with the system's error if the port is taken, or the host is none of this machine. */
export const startHttpServer = async ({ host, port, certificate }: ListenAt, handle: Handler): Promise<HttpServer> => {
  const answering = new PendingWork();
  const listener = httpListener(handle, answering);
  const server = certificate === undefined ? createServer(listener) : createTlsServer({ ...certificate }, listener);
  server.on('clientError', answerUnreadable);
  // That a connection cannot be taken, for there are too many, is no end of the others.
  server.on('error', () => undefined);
  // A connection may be open and say nothing, not even what TLS begins with.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await answering.drain();
    },
  };
};
