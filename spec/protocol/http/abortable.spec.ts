import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { lastValueFrom, take, toArray } from 'rxjs';
import { abortable } from '../../../src/protocol/http/abortable.js';
import { httpAnswer } from '../../../src/protocol/http/httpAnswer.js';
import { httpClient } from '../../../src/protocol/http/HttpClient.js';
import { download, upload } from '../../../src/protocol/transfer/transfer.js';
import { startServer } from '../../support/server.js';

describe('abortable', () => {
  const signals: AbortSignal[] = [];
  const counting = abortable<number>(async (signal, emit) => {
    signals.push(signal);
    emit(1);
    await Promise.resolve();
    return 2;
  });

  it('emits what is emitted, then the result, and leaves the signal of what is finished alone', async () => {
    expect(await lastValueFrom(counting.pipe(toArray()))).toEqual([1, 2]);
    expect(signals.at(-1)?.aborted).toBe(false);
  });

  it('leaves it alone where the result is all that is wanted', async () => {
    expect(await lastValueFrom(counting.pipe(take(2), toArray()))).toEqual([1, 2]);
    expect(signals.at(-1)?.aborted).toBe(false);
  });

  it('aborts what is unsubscribed before its result', async () => {
    expect(await lastValueFrom(counting.pipe(take(1)))).toBe(1);
    expect(signals.at(-1)?.aborted).toBe(true);
  });

  it('aborts what failed: some of it may still be under way', async () => {
    const failing = abortable((signal) => {
      signals.push(signal);
      return Promise.reject(new Error('half way'));
    });
    await expect(lastValueFrom(failing)).rejects.toThrow('half way');
    expect(signals.at(-1)?.aborted).toBe(true);
  });

  it('runs at each subscription, and not before', () => {
    const run = vi.fn(() => Promise.resolve(1));
    const cold = abortable(run);
    expect(run).not.toHaveBeenCalled();
    cold.subscribe();
    cold.subscribe();
    expect(run).toHaveBeenCalledTimes(2);
  });
});

describe('the signal of a request', () => {
  const spiedFetch = () => {
    const spy = vi.spyOn(globalThis, 'fetch');
    onTestFinished(() => {
      spy.mockRestore();
    });
    return {
      answered: () => spy.mock.results.at(-1)?.value as Promise<unknown>,
      isAborted: () => isAborted(spy.mock.calls.at(-1)?.[0]),
    };
  };
  const isAborted = (sent: unknown): boolean => (sent as Request).signal.aborted;
  const url = (at: string) => new URL(at);

  it('is not aborted when it is finished: an abort costs as much as a request', async () => {
    const server = await startServer((_, response) => response.end('hello'));
    const { isAborted: isIt } = spiedFetch();
    await lastValueFrom(httpAnswer(httpClient(), { method: 'GET', url: url(server.url) }));
    expect(isIt()).toBe(false);
    await lastValueFrom(httpAnswer(httpClient(), { method: 'POST', url: url(server.url), body: 'body' }).pipe(take(1)));
    expect(isIt()).toBe(false);
    await lastValueFrom(upload(server.url, { content: new Blob(['abc']), size: 3, contentType: undefined }));
    expect(isIt()).toBe(false);
    await lastValueFrom(download(server.url));
    expect(isIt()).toBe(false);
    expect(server.received).toHaveLength(4);
  });

  it('is aborted when it is unsubscribed before its answer, or while the body of that is read', async () => {
    const server = await startServer((_, response, index) => {
      if (index === 1) response.writeHead(200).write('half an ans');
    });
    const { answered, isAborted: isIt } = spiedFetch();
    for (const index of [0, 1]) {
      const subscription = httpAnswer(httpClient(), { method: 'GET', url: url(server.url) }).subscribe();
      const { closed } = await server.request(index);
      if (index === 1) await answered();
      expect(isIt()).toBe(false);
      subscription.unsubscribe();
      expect(isIt()).toBe(true);
      await closed;
    }
  });
});
