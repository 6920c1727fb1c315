import type { Readable } from 'node:stream';

/** What of an output is kept at most, in bytes. */
const longestOutput = 1 << 20;

/** What a command writes: the beginning is kept, and all is taken, so that no command waits for a reader. */
export class BoundedOutput {
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  #leftOut = 0;

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, longestOutput - this.#kept);
      if (part.length > 0) this.#chunks.push(part);
      this.#kept += part.length;
      this.#leftOut += chunk.length - part.length;
    });
    // Whoever wrote was killed.
    stream.on('error', () => undefined);
  }

  get text(): string {
    const kept = Buffer.concat(this.#chunks).toString();
    return this.#leftOut === 0 ? kept : `${kept}\n[${this.#leftOut} more bytes were left out]`;
  }
}
