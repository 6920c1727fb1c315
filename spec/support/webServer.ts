import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { onTestFinished } from 'vitest';

/** A server that answers as those that mount web-standard handlers do. */
export interface WebServer {
  readonly url: string;
  /** All that was written, as text. */
  readonly written: () => string;
  /** How often each method was asked for. */
  readonly asked: Readonly<Record<string, number>>;
  /** Breaks all connections off; the next ones are taken. */
  readonly breakOff: () => void;
  readonly close: () => Promise<void>;
}

/** Starts it on a port of the loopback address, any free one if none is named; it is closed when the test is over. */
export const startWebServer = async (
  handle: (request: Request) => Response | Promise<Response>,
  port = 0,
): Promise<WebServer> => {
  const asked: Record<string, number> = {};
  let written = '';
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET' } = incoming;
    asked[method] = (asked[method] ?? 0) + 1;
    void Promise.resolve(handle(requestOf(incoming, outgoing))).then(async (response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      written += [...response.headers].join();
      const body = response.body?.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform: (chunk, controller) => {
            written += Buffer.from(chunk).toString();
            controller.enqueue(chunk);
          },
        }),
      );
      if (body === undefined) outgoing.end();
      else await pipeline(Readable.fromWeb(body as never), outgoing).catch(() => undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    written: () => written,
    asked,
    breakOff: () => {
      server.closeAllConnections();
    },
    close,
  };
};

const requestOf = (incoming: IncomingMessage, outgoing: ServerResponse): Request => {
  const leaving = new AbortController();
  outgoing.once('close', () => {
    leaving.abort();
  });
  const { method = 'GET', url = '/', headers } = incoming;
  const body = method === 'POST' ? { body: Readable.toWeb(incoming) as never, duplex: 'half' as const } : {};
  return new Request(`http://127.0.0.1${url}`, {
    method,
    headers: headers as Record<string, string>,
    signal: leaving.signal,
    ...body,
  });
};
