import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { giveResponse } from '../../../src/emulator/console/giveResponse.js';

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A server that answers so, and a client that asked it and read nothing yet. */
const asked = async (answer: (response: ServerResponse) => Promise<void>) => {
  const server = createServer((_, response) => void answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const asking = request({ port: (server.address() as AddressInfo).port }).end();
  const [got] = (await once(asking, 'response')) as [IncomingMessage];
  return got;
};

/** An answer without end, and how much of it was asked for. */
const endless = () => {
  const told = { pulled: 0, whenLeft: Promise.resolve() };
  let body: ReadableStream<Uint8Array> | undefined;
  told.whenLeft = new Promise<void>((resolve) => {
    body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          told.pulled++;
          controller.enqueue(new Uint8Array(1 << 20));
        },
        cancel: () => {
          resolve();
        },
      },
      { highWaterMark: 0 },
    );
  });
  return { told, response: new Response(body, { headers: { 'X-Test': 'yes' } }) };
};

describe('an answer of the web', () => {
  it('is given with its status and headers, to its end', async () => {
    const got = await asked((response) => giveResponse(new Response('hello', { status: 201 }), response));
    expect(got.statusCode).toBe(201);
    expect(await got.toArray()).toEqual([Buffer.from('hello')]);
    const empty = await asked((response) => giveResponse(new Response(null, { status: 204 }), response));
    expect([empty.statusCode, await empty.toArray()]).toEqual([204, []]);
  });

  it('is not asked for more than is read, and is left with who reads it', async () => {
    const { told, response } = endless();
    let whole: Promise<void> | undefined;
    const got = await asked((to) => (whole = giveResponse(response, to)));
    expect(got.headers['x-test']).toBe('yes');
    // What the system takes is a few of these, whatever the time.
    let before = -1;
    while (told.pulled !== before) {
      before = told.pulled;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(told.pulled).toBeLessThan(40);
    got.destroy();
    await told.whenLeft;
    await whole;
  });

  it('keeps nothing of what was read, however long it goes on', async () => {
    const given: WeakRef<Uint8Array>[] = [];
    let give = (_chunk: Uint8Array): void => undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        give = (chunk) => {
          controller.enqueue(chunk);
        };
        // Headers go with the first of it.
        give(new Uint8Array(1));
      },
    });
    const got = await asked((to) => giveResponse(new Response(body), to));
    for (let count = 0; count < 200; count++) {
      const chunk = new Uint8Array(1000);
      given.push(new WeakRef(chunk));
      const read = once(got, 'data');
      give(chunk);
      await read;
    }
    const kept = (): number => {
      collectGarbage();
      return given.filter((chunk) => chunk.deref() !== undefined).length;
    };
    // The last ones may still be on their way through the streams.
    await expect.poll(kept, { timeout: 20_000 }).toBeLessThan(20);
    got.destroy();
  });

  it('is left at once where who asked is gone already', async () => {
    const { told, response } = endless();
    let whole: Promise<void> | undefined;
    const gone = asked(async (to) => {
      to.destroy();
      await once(to, 'close');
      whole = giveResponse(response, to);
    });
    await expect(gone).rejects.toThrow();
    await told.whenLeft;
    await whole;
    expect(told.pulled).toBe(0);
  });
});
