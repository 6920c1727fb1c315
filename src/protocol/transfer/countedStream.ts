import { InvalidRequest } from '../../model/errors/InvalidRequest.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** A stream that tells how much of it was read. */
export interface CountedStream {
  readonly stream: ReadableStream<Bytes>;
  readonly loaded: () => number;
  readonly hasEnded: () => boolean;
  /** Why its source failed, if it did. */
  readonly failure: () => unknown;
}

/** How bytes are counted. */
export interface Counting {
  /** Told the bytes read so far, after each piece. */
  readonly report: (loaded: number) => void;
  /** How many there must be in the end. */
  readonly total?: number | undefined;
  /** What a failure of the source means. */
  readonly failed: (error: unknown) => unknown;
  /** Cancels the source, wherever it is. */
  readonly signal: AbortSignal;
}

/** A Blob in memory is one chunk: read whole, it would have no progress. */
const longestPiece = 64 * 1024;

/** Counts the bytes of a stream as they are read. Where there must be so many, another number is a failure. */
export const countedStream = (
  source: ReadableStream<Uint8Array>,
  { report, total, failed, signal }: Counting,
): CountedStream => {
  const reader = source.getReader();
  const cancel = (reason: unknown): Promise<void> => reader.cancel(reason).catch(() => undefined);
  signal.addEventListener('abort', () => void cancel(signal.reason), { once: true });
  let rest: Bytes | undefined;
  let loaded = 0;
  let hasEnded = false;
  let failure: unknown;

  const nextPiece = async (): Promise<Bytes | undefined> => {
    rest ??= await nextChunk();
    const piece = rest?.subarray(0, longestPiece);
    rest = rest && rest.byteLength > longestPiece ? rest.subarray(longestPiece) : undefined;
    loaded += piece?.byteLength ?? 0;
    if (total !== undefined && (piece === undefined ? loaded !== total : loaded > total)) throw wrongSize();
    return piece;
  };
  const wrongSize = (): InvalidRequest =>
    new InvalidRequest('size', `must be the number of bytes of \`content\`: it is ${total}`);
  /** Whether so much was read as there must be. Whoever has that may answer without asking for the end. */
  const isWhole = async (): Promise<boolean> => {
    if (loaded !== total) return false;
    rest ??= await nextChunk();
    if (rest !== undefined) throw wrongSize();
    return true;
  };
  const nextChunk = async (): Promise<Bytes | undefined> => {
    const chunk = await reader.read().catch((error: unknown) => {
      throw failed(error);
    });
    if (chunk.done) return undefined;
    // Not `instanceof`: bytes come from other realms.
    if (Object.prototype.toString.call(chunk.value) !== '[object Uint8Array]') {
      throw new InvalidRequest('content', 'must give its bytes as Uint8Array');
    }
    // A pull that gives nothing would not be followed by another one.
    return chunk.value.byteLength === 0 ? nextChunk() : (chunk.value as Bytes);
  };

  const stream = new ReadableStream<Bytes>(
    {
      pull: async (controller) => {
        try {
          const piece = await nextPiece();
          hasEnded = piece === undefined || (await isWhole());
          if (piece !== undefined) {
            controller.enqueue(piece);
            report(loaded);
          }
          if (hasEnded) controller.close();
        } catch (error) {
          failure = error;
          void cancel(error);
          controller.error(error);
        }
      },
      cancel,
    },
    // Nothing is read before it is wanted.
    { highWaterMark: 0 },
  );
  return { stream, loaded: () => loaded, hasEnded: () => hasEnded, failure: () => failure };
};
