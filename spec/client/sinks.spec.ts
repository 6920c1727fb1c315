import { config } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AGB } from '../../src/index.js';
import { json, startServer } from '../support/server.js';
import { stopTime } from '../support/time.js';

/** A service that gives a URL of itself, and a storage there that gives this file; or nothing, where there is none. */
const storage = async (content?: string) => {
  const server = await startServer(({ url }, response) => {
    if (url !== '/file') json(response, 200, { success: true, requestId: 'R', data: { url: `${server.url}/file` } });
    else if (content !== undefined) response.writeHead(200).end(content);
  });
  return { server, context: new AGB({ apiKey: 'any-key', endpoint: server.url }).context };
};

const file = ['ctx-1', '/a.txt'] as const;

describe('the stream that a file is downloaded to', () => {
  it('is left alone once it has the whole file, and where somebody else holds it', async () => {
    const { context } = await storage('abc');
    const to = new WritableStream<Uint8Array>();
    const abort = vi.spyOn(to, 'abort');
    expect(await context.downloadFile(...file, { to })).toMatchObject({ success: true, loaded: 3 });
    expect(abort).not.toHaveBeenCalled();

    const held = new WritableStream<Uint8Array>();
    const writer = held.getWriter();
    const abortHeld = vi.spyOn(held, 'abort');
    expect(await context.downloadFile(...file, { to: held })).toMatchObject({ error: { option: 'to' } });
    expect(abortHeld).not.toHaveBeenCalled();
    await writer.close();
  });

  it('may be null: then there is none', async () => {
    const { context } = await storage('abc');
    const whole = await context.downloadFile(...file, { to: null as never });
    expect(whole).toMatchObject({ success: true, blob: { size: 3 } });
  });

  it('is told why it is aborted, and nothing is reported where there is none', async () => {
    const report = vi.fn();
    config.onUnhandledError = report;
    onTestFinished(() => void (config.onUnhandledError = null));
    const { server, context } = await storage();
    const reasons: unknown[] = [];
    const to = new WritableStream<Uint8Array>({ abort: (reason) => void reasons.push(reason) });
    const time = stopTime();
    const subscription = context.downloadFile$(...file, { to }).subscribe();
    await server.request(1);
    subscription.unsubscribe();
    expect(reasons).toEqual([new Error('unsubscribed')]);
    for (const options of [undefined, {}]) {
      const late = context.downloadFile(...file, options);
      await server.request(server.received.length + 1);
      await time.pass(300_000);
      expect(await late).toMatchObject({ error: { _tag: 'TimedOut', operation: 'downloadFile' } });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(report).not.toHaveBeenCalled();
  });
});
