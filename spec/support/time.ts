import { setImmediate as turn } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';

/**
 * Stops the time of streams until the test is over: only `pass` moves it. Connections and servers work on meanwhile, and
 * take as long as the machine needs.
 */
export const stopTime = () => {
  // What streams wait with, and the clocks that they look at: where one of them went on, what they do would hang on how fast the
  // machine is. The network has timers of its own.
  if (!vi.isFakeTimers()) vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  return {
    pass: async (milliseconds: number): Promise<void> => {
      await vi.advanceTimersByTimeAsync(milliseconds);
    },
    /** How many streams wait for something. */
    waiting: (): number => vi.getTimerCount(),
  };
};

/**
 * Runs something while time stands still as long as a request is on its way, and else goes on to what a stream waits for
 * next: the same happens on every machine, however busy it is. `hanging` tells how many requests have come that nobody
 * will ever answer.
 */
export const inQuietTime = async <T>(run: () => Promise<T>, hanging = (): number => 0): Promise<T> => {
  stopTime();
  const open = openRequests();
  const state = { isOver: false };
  const end = run().finally(() => (state.isOver = true));
  for (;;) {
    await turn();
    if (state.isOver) return end;
    if (open() === hanging()) await vi.advanceTimersToNextTimerAsync();
  }
};

/** Counts the requests that were sent and whose answers are not read to their ends; those that were aborted stay open. */
const openRequests = (): (() => number) => {
  let open = 0;
  const send = globalThis.fetch;
  const counted = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    const settle = (): void => {
      if (signal?.aborted !== true) open--;
    };
    open++;
    try {
      const response = await send(input, init);
      if (response.body !== null) return new Response(watched(response.body, settle), response);
      settle();
      return response;
    } catch (error) {
      settle();
      throw error;
    }
  };
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(counted);
  onTestFinished(() => {
    spy.mockRestore();
  });
  return () => open;
};

/** The same bytes; tells when nothing more will be read. */
const watched = (body: ReadableStream<Uint8Array>, settle: () => void): ReadableStream<Uint8Array> => {
  const reader = body.getReader();
  return new ReadableStream(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read();
          if (!done) {
            controller.enqueue(value);
            return;
          }
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        settle();
      },
      cancel: async (reason) => {
        settle();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
};
