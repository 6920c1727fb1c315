import { InvalidRequest } from '../model/errors/InvalidRequest.js';

/** A stream that tells how much of it was read. */
export interface CountedStream {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly loaded: () => number;
  readonly hasEnded: () => boolean;
  /** Why its source failed, if it did. */
  readonly failure: () => unknown;
}

/** How bytes are counted. */
export interface Counting {
  /** Told the bytes read so far, after each chunk. */
  readonly report: (loaded: number) => void;
  /** How many there must be in the end. */
  readonly total?: number | undefined;
  /** What a failure of the source means. */
  readonly failed: (error: unknown) => unknown;
}

/** Counts the bytes of a stream as they are read. Where there must be so many, another number is a failure. */
export const countedStream = (
  source: ReadableStream<Uint8Array>,
  { report, total, failed }: Counting,
): CountedStream => {
  const reader = source.getReader();
  let loaded = 0;
  let hasEnded = false;
  let failure: unknown;

  const read = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const chunk = await reader.read().catch((error: unknown) => {
      throw failed(error);
    });
    if (!chunk.done && !(chunk.value instanceof Uint8Array)) {
      throw new InvalidRequest('content', 'must give its bytes as Uint8Array');
    }
    loaded += chunk.done ? 0 : chunk.value.byteLength;
    if (total !== undefined && (chunk.done ? loaded !== total : loaded > total)) {
      throw new InvalidRequest('size', `must be the number of bytes of \`content\`: it is ${total}`);
    }
    return chunk.done ? undefined : (chunk.value as Uint8Array<ArrayBuffer>);
  };

  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: async (controller) => {
        try {
          const chunk = await read();
          if (chunk === undefined) {
            hasEnded = true;
            controller.close();
          } else {
            controller.enqueue(chunk);
            report(loaded);
          }
        } catch (error) {
          failure = error;
          void reader.cancel(error).catch(() => undefined);
          controller.error(error);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read before it is wanted.
    { highWaterMark: 0 },
  );
  return { stream, loaded: () => loaded, hasEnded: () => hasEnded, failure: () => failure };
};
