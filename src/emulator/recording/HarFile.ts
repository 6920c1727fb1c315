import { open, type FileHandle } from 'node:fs/promises';
import type { Exchange } from './Exchange.js';
import { harEntryOf, harFrame } from './har.js';

/** A recording that grows: what is in the file is a whole archive each time. */
export class HarFile {
  readonly #handle: FileHandle;
  readonly #tail: string;
  #end: number;
  #isFirst = true;
  #writing: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle, end: number, tail: string) {
    this.#handle = handle;
    this.#end = end;
    this.#tail = tail;
  }

  /** Begins a file anew. */
  static async create(file: string, endpoint: string): Promise<HarFile> {
    const [head, tail] = harFrame(endpoint);
    const handle = await open(file, 'w');
    await handle.write(head + tail);
    return new HarFile(handle, Buffer.byteLength(head), tail);
  }

  add(exchange: Exchange): void {
    const text = (this.#isFirst ? '' : ',\n') + JSON.stringify(harEntryOf(exchange));
    this.#isFirst = false;
    this.#writing = this.#writing.then(async () => {
      await this.#handle.write(text + this.#tail, this.#end);
      this.#end += Buffer.byteLength(text);
    });
    // Told when it is closed.
    this.#writing.catch(() => undefined);
  }

  /** Rejects where not all could be written. */
  async close(): Promise<void> {
    try {
      await this.#writing;
    } finally {
      await this.#handle.close();
    }
  }
}
