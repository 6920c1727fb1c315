import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** In bytes: what is read at once, of a part too, and what is left out at least where it is empty. */
const length = { chunk: 1 << 20, part: 1 << 18, block: 4096 };

const zeros = Buffer.alloc(length.chunk);

/** What is read of a file. */
export interface Chunk {
  /** To be used at once: the next one takes its place. */
  readonly data: Buffer;
  readonly at: number;
}

/** Reads a file from its beginning, as far as `size`. The next part is read while the one before is used. */
export async function* readChunks(handle: FileHandle, size: number, signal: AbortSignal): AsyncGenerator<Chunk> {
  const room = Math.min(size, length.chunk);
  const buffers = [Buffer.allocUnsafe(room), Buffer.allocUnsafe(size > room ? room : 0)];
  const readAt = async (at: number): Promise<Chunk> => {
    const [buffer = zeros] = buffers;
    buffers.reverse();
    const wanted = Math.min(size - at, buffer.length);
    let had = 0;
    while (had < wanted) {
      const { bytesRead } = await handle.read(buffer, had, wanted - had, at + had);
      if (bytesRead === 0) break;
      had += bytesRead;
    }
    return { data: buffer.subarray(0, had), at };
  };
  let next = size > 0 ? readAt(0) : undefined;
  try {
    while (next !== undefined) {
      signal.throwIfAborted();
      const chunk: Chunk = await next;
      const end = chunk.at + chunk.data.length;
      const isLast = end >= size || chunk.data.length < room;
      next = isLast ? undefined : readAt(end);
      // Whoever is told of a failure asks for it.
      next?.catch(() => undefined);
      if (chunk.data.length > 0) yield chunk;
    }
  } finally {
    // Nobody closes a file that is being read.
    await next?.catch(() => undefined);
  }
}

/** Reads a part of a file. What is read may be kept. */
export async function* readRange(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at <= end;) {
    const wanted = Math.min(end + 1 - at, length.part);
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
    if (bytesRead === 0) throw new Error('it ends too early');
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

const isEmpty = (data: Buffer): boolean => data.equals(zeros.subarray(0, data.length));

/** The parts of a chunk that are not empty. */
function* nonEmptyRanges(data: Buffer): Generator<readonly [from: number, to: number]> {
  let from = -1;
  for (let at = 0; at < data.length; at += length.block) {
    const hasData = !isEmpty(data.subarray(at, at + length.block));
    if (hasData && from < 0) from = at;
    if (!hasData && from >= 0) {
      yield [from, at];
      from = -1;
    }
  }
  if (from >= 0) yield [from, data.length];
}

/** Writes all of it: the system may take less than it was given. */
export const writeAll = async (handle: FileHandle, data: Buffer, at: number): Promise<void> => {
  for (let done = 0; done < data.length;) {
    done += (await handle.write(data, done, data.length - done, at + done)).bytesWritten;
  }
};

/** Writes what is not empty of a chunk, and tells where that ends; undefined where there is none. */
export const writeRanges = async (handle: FileHandle, { data, at }: Chunk): Promise<number | undefined> => {
  let written: number | undefined;
  for (const [from, to] of nonEmptyRanges(data)) {
    await writeAll(handle, data.subarray(from, to), at + from);
    written = at + to;
  }
  return written;
};

/** Writes into a new file what comes, but for what is empty: there are holes. */
export const writeSparsely = async (handle: FileHandle, chunks: AsyncIterable<Buffer>): Promise<void> => {
  let [end, written] = [0, 0];
  for await (const data of chunks) {
    written = (await writeRanges(handle, { data, at: end })) ?? written;
    end += data.length;
  }
  if (written < end) await handle.truncate(end);
};

/** Tells one content from another. Holes are not to be read for it, only to be there. */
export class ContentHash {
  readonly #hash = createHash('sha256');
  #end = 0;

  add({ data, at }: Chunk): void {
    this.#end = at + data.length;
    if (!isEmpty(data)) this.#hash.update(`${at}:`).update(data);
  }

  /** How much was added. */
  get end(): number {
    return this.#end;
  }

  digest(): string {
    return this.#hash.update(`${this.#end}`).digest('base64url');
  }
}
