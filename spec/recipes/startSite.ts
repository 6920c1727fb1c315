import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** Where a page is found, and its server behind the same address, as a proxy puts them together. */
export interface Site {
  readonly url: string;
  /** All that pages got of it, headers too. */
  readonly received: () => string;
  /** How many answers of the server are under way. */
  readonly open: () => number;
  readonly close: () => Promise<void>;
}

export const startSite = async (folder: string, serverPort: number): Promise<Site> => {
  let received = '';
  let open = 0;
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, url: path, headers } = incoming;
    open++;
    const asked = request({ port: serverPort, host: '127.0.0.1', method, path, headers }, (answer) => {
      received += answer.rawHeaders.join('\n');
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (chunk: Buffer) => {
        received += chunk.toString();
        outgoing.write(chunk);
      });
      answer.once('end', () => outgoing.end());
      answer.once('error', () => outgoing.destroy());
    });
    asked.once('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    outgoing.once('close', () => {
      open--;
      asked.destroy();
    });
    incoming.pipe(asked);
  };
  const show = async (url: string, outgoing: ServerResponse): Promise<void> => {
    const { pathname } = new URL(url, 'http://localhost');
    const content = await readFile(path.join(folder, pathname === '/' ? 'index.html' : pathname));
    received += content.toString();
    outgoing.setHeader('Content-Type', types[path.extname(pathname)] ?? 'text/html').end(content);
  };
  const server = createServer((incoming, outgoing) => {
    const { url = '/' } = incoming;
    if (url.startsWith('/api/')) pass(incoming, outgoing);
    else show(url, outgoing).catch(() => outgoing.writeHead(404).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received: () => received,
    open: () => open,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };
