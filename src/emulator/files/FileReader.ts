import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

/** In bytes: what is read at once. */
const length = { ahead: 1 << 16, chunk: 1 << 18 };

/** Reads an archive that is open. */
export class FileReader extends RandomAccessReader {
  /** From here on it is read in small pieces, one after the other: what follows a piece is read with it. */
  readAheadFrom = Infinity;
  readonly #handle: FileHandle;
  #ahead: { readonly at: number; readonly data: Buffer } = { at: 0, data: Buffer.alloc(0) };

  constructor(handle: FileHandle) {
    super();
    this.#handle = handle;
  }

  override read(
    buffer: Buffer,
    offset: number,
    size: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#read(size, position).then(
      (data) => {
        data.copy(buffer, offset);
        callback(data.length < size ? endsEarly() : null);
      },
      (error: unknown) => {
        callback(error as Error);
      },
    );
  }

  /** What is from one place to another. */
  async *range(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end;) {
      const data = await this.#readAt(Math.min(end - at, length.chunk), at);
      if (data.length === 0) throw endsEarly();
      yield data;
      at += data.length;
    }
  }

  async #read(size: number, position: number): Promise<Buffer> {
    if (position < this.readAheadFrom) return this.#readAt(size, position);
    const { at, data } = this.#ahead;
    if (position < at || position + size > at + data.length) {
      this.#ahead = { at: position, data: await this.#readAt(Math.max(size, length.ahead), position) };
    }
    const from = position - this.#ahead.at;
    return this.#ahead.data.subarray(from, from + size);
  }

  async #readAt(size: number, position: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(size), 0, size, position);
    return buffer.subarray(0, bytesRead);
  }
}

const endsEarly = (): Error => new Error('it ends too early');
