import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../../src/emulator/index.js';

const length = 15_000_000;

/** Of requests that come: how much of each came to the emulator. */
const comeRequests = (): readonly Socket[] => {
  const come: Socket[] = [];
  const onRequest = (message: unknown): void =>
    void come.push((message as { request: IncomingMessage }).request.socket);
  subscribe('http.server.request.start', onRequest);
  onTestFinished(() => void unsubscribe('http.server.request.start', onRequest));
  return come;
};

it('large requests that come at once are held in memory a few at a time, and all are answered', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const come = comeRequests();
  const body = JSON.stringify({ contextId: 'none', filler: 'x'.repeat(length) });
  const head = `POST /sdk/ClearContext HTTP/1.1\r\nHost: x\r\nConnection: close\r\nauthorization: Bearer k\r\nContent-Length: ${body.length}\r\n\r\n`;
  const clients = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const socket = connect(Number(new URL(emulator.url).port), '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      await once(socket, 'connect');
      // All but the end: each is held as long as it lacks.
      socket.write(head + body.slice(0, -1));
      return socket;
    }),
  );
  const read = (bytes: number): number => come.filter((socket) => !socket.destroyed && socket.bytesRead > bytes).length;
  await expect.poll(() => read(length), { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
  expect(read(1_000_000)).toBe(4);
  // A small one is not kept waiting.
  expect((await fetch(`${emulator.url}/sdk/ListContexts`, { headers: { authorization: 'Bearer k' } })).status).toBe(
    200,
  );
  const answers = await Promise.all(
    clients.map(async (socket) => {
      const chunks: Buffer[] = [];
      socket.on('data', (data: Buffer) => chunks.push(data));
      socket.end(body.slice(-1));
      await once(socket, 'close');
      return Buffer.concat(chunks).toString().split('\r\n')[0];
    }),
  );
  expect(answers).toEqual(clients.map(() => expect.stringMatching(/^HTTP\/1\.1 4\d\d /) as string));
});
