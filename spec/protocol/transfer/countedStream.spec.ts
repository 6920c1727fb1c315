import { describe, expect, it } from 'vitest';
import { countedStream } from '../../../src/protocol/transfer/countedStream.js';

/** A stream without end that counts how often it is asked for a chunk. */
const endless = () => {
  const seen = { asked: 0 };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        seen.asked++;
        controller.enqueue(new Uint8Array(3));
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, stream };
};

/** A stream of pieces of these lengths. */
const piecesOf = (...lengths: readonly number[]) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const length of lengths) controller.enqueue(new Uint8Array(length));
      controller.close();
    },
  });

describe('countedStream', () => {
  it('reads nothing before it is wanted, and no more than that', async () => {
    const { seen, stream } = endless();
    const told: number[] = [];
    const counted = countedStream(stream, {
      report: (loaded) => told.push(loaded),
      failed: (error) => error,
      signal: new AbortController().signal,
    });
    await new Promise(setImmediate);
    expect({ ...seen, told, loaded: counted.loaded() }).toEqual({ asked: 0, told: [], loaded: 0 });
    const reader = counted.stream.getReader();
    await reader.read();
    await reader.read();
    await new Promise(setImmediate);
    expect({ ...seen, told, loaded: counted.loaded() }).toEqual({ asked: 2, told: [3, 6], loaded: 6 });
    expect(counted.hasEnded()).toBe(false);
    await reader.cancel();
  });

  it('has ended with the last of its bytes: whoever has as many as were said asks for no more', async () => {
    const counted = countedStream(piecesOf(3, 0, 2), {
      report: () => undefined,
      total: 5,
      failed: (error) => error,
      signal: new AbortController().signal,
    });
    const reader = counted.stream.getReader();
    expect([(await reader.read()).value?.byteLength, counted.hasEnded()]).toEqual([3, false]);
    expect([(await reader.read()).value?.byteLength, counted.hasEnded()]).toEqual([2, true]);
  });

  it('keeps its last bytes where more come than were said', async () => {
    const counted = countedStream(piecesOf(3, 1), {
      report: () => undefined,
      total: 3,
      failed: (error) => error,
      signal: new AbortController().signal,
    });
    await expect(counted.stream.getReader().read()).rejects.toMatchObject({ _tag: 'InvalidRequest', option: 'size' });
    expect(counted.hasEnded()).toBe(false);
  });
});
