import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that keeps all that comes back: scripts, streams of events and web sockets, byte by byte. */
export interface RecordedPort {
  readonly port: number;
  readonly received: () => string;
  readonly close: () => Promise<void>;
}

export const recordedPort = async (of: number): Promise<RecordedPort> => {
  let received = '';
  const sockets = new Set<Socket>();
  const server = createServer((page) => {
    const there = connect({ port: of, host: 'localhost' });
    for (const [socket, other] of [
      [page, there],
      [there, page],
    ] as const) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // A page that leaves is no trouble, and ends the other half.
      socket.once('error', () => other.destroy());
      socket.pipe(other);
    }
    there.on('data', (bytes: Buffer) => (received += bytes.toString('latin1')));
    page.once('close', () => there.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received: () => received,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
};
