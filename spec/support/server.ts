import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request that the server got, read to its end. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Resolves when the connection of the request is closed. */
  readonly closed: Promise<void>;
}

export interface TestServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves with the request of that index, when it has come. */
  readonly request: (index: number) => Promise<Received>;
}

/** Starts a server on a free port of the loopback address; it is closed when the test is over. */
export const startServer = async (
  handle: (request: Received, response: ServerResponse, index: number) => void,
): Promise<TestServer> => {
  const received: Received[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((incoming, response) => {
    // A connection that is kept open serves many requests.
    incoming.socket.setMaxListeners(0);
    const closed = new Promise<void>((resolve) => incoming.socket.once('close', () => resolve()));
    void read(incoming).then((body) => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body, closed };
      received.push(request);
      for (const wake of waiting.splice(0)) wake();
      handle(request, response, received.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    request: async (index) => {
      for (;;) {
        const request = received[index];
        if (request) return request;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
};

const read = async (incoming: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of incoming) body += String(chunk);
  return body;
};

/** An address of this machine where nobody listens. */
export const deadUrl = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
};

/** Answers with JSON. */
export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** Resolves when an answer takes more, or nobody reads it any longer. */
export const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const wake = (): void => {
      response.off('drain', wake).off('close', wake);
      resolve();
    };
    response.on('drain', wake).on('close', wake);
  });
