import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

/** In bytes: what is read at once. */
const aheadLength = 1 << 16;

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
        callback(data.length < size ? new Error('it ends too early') : null);
      },
      (error: unknown) => {
        callback(error as Error);
      },
    );
  }

  async #read(size: number, position: number): Promise<Buffer> {
    if (position < this.readAheadFrom) return this.#readAt(size, position);
    const { at, data } = this.#ahead;
    if (position < at || position + size > at + data.length) {
      this.#ahead = { at: position, data: await this.#readAt(Math.max(size, aheadLength), position) };
    }
    const from = position - this.#ahead.at;
    return this.#ahead.data.subarray(from, from + size);
  }

  async #readAt(size: number, position: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(size), 0, size, position);
    return buffer.subarray(0, bytesRead);
  }
}
