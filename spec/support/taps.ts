import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, request } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';
import type { Gate } from './Gate.js';

/** A way to a server that leads through a gate. */
export interface Tap {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A way to a Redis at a socket: each command goes through the gate, but for what begins a connection and what waits for jobs. */
export const redisTap = async (socket: string, gate: Gate, folder: string): Promise<Tap> => {
  const url = path.join(folder, `${randomUUID().slice(0, 8)}.sock`);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(socket);
    for (const end of [near, far]) {
      sockets.add(end);
      end.on('error', () => undefined);
    }
    near.on('close', () => far.destroy());
    far.on('close', () => void (isCut ? gate.opened : Promise.resolve()).then(() => near.destroy()));
    far.pipe(near, { end: false });
    // A job that it waits for would be told to it alone, and others find it some seconds later.
    let waits = false;
    let isCut = false;
    void gate.shut.then(() => {
      isCut = waits;
      if (isCut) far.destroy();
    });
    let rest = Buffer.alloc(0);
    let sent: Promise<unknown> = Promise.resolve();
    near.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let command = firstCommand(rest); command; command = firstCommand(rest)) {
        const { text, length } = command;
        const bytes = rest.subarray(0, length);
        rest = rest.subarray(length);
        sent = sent.then(async () => {
          if (isWait.test(text)) waits = true;
          else if (!isSetup.test(text)) await gate.pass(text);
          if (!far.destroyed) far.write(bytes);
        });
      }
    });
  });
  server.listen(url);
  await once(server, 'listening');
  return { url, close: () => closed(server, sockets) };
};

/** A way to a service: each request goes through the gate. */
export const serviceTap = async (service: string, gate: Gate): Promise<Tap> => {
  const sockets = new Set<Socket>();
  const server = createHttpServer((asked, given) => {
    void gate.pass(`${asked.method} ${asked.url}`).then(() => {
      const { method, headers } = asked;
      const onward = request(new URL(asked.url ?? '', service), { method, headers }, (answer) => {
        given.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(given);
      });
      onward.on('error', () => given.destroy());
      asked.pipe(onward);
    });
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => closed(server, sockets) };
};

const closed = async (server: Server, sockets: ReadonlySet<Socket>): Promise<void> => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, 'close');
};

const isSetup = /^(?:info|client|hello|select|auth|config)\b/i;

const isWait = /^bzpopmin\b/i;

/** The command that the bytes begin with: an array of texts. */
const firstCommand = (bytes: Buffer): { readonly text: string; readonly length: number } | undefined => {
  let at = 0;
  const line = (): string | undefined => {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const text = bytes.toString('utf8', at, end);
    at = end + 2;
    return text;
  };
  const count = line();
  if (count === undefined) return undefined;
  const words: string[] = [];
  for (let left = Number(count.slice(1)); left > 0; left--) {
    const size = line();
    if (size === undefined) return undefined;
    const end = at + Number(size.slice(1));
    if (bytes.length < end + 2) return undefined;
    words.push(bytes.toString('utf8', at, end));
    at = end + 2;
  }
  return { text: words.join(' '), length: at };
};
