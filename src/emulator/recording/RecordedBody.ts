import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { AttachedFile } from './Exchange.js';

/** What is longer stands beside the recording, in bytes. */
const longestInside = 2 ** 20;

/** What of a file is kept while it passes. */
export class RecordedBody {
  readonly #recording: string;
  readonly #number: number;
  readonly #mask: (chunk: Buffer | undefined) => Buffer;
  #chunks: Buffer[] = [];
  #size = 0;
  #attached: FileHandle | undefined;

  /** `mask` takes secrets out of it. `number`: that of the exchange in the recording. */
  constructor(recording: string, number: number, mask: (chunk: Buffer | undefined) => Buffer) {
    this.#recording = recording;
    this.#number = number;
    this.#mask = mask;
  }

  async add(chunk: Buffer): Promise<void> {
    await this.#keep(this.#mask(chunk));
  }

  async end(): Promise<Buffer | AttachedFile> {
    await this.#keep(this.#mask(undefined));
    if (this.#attached === undefined) return Buffer.concat(this.#chunks);
    await this.#attached.close();
    return { file: this.#file, size: this.#size };
  }

  async #keep(data: Buffer): Promise<void> {
    this.#size += data.length;
    if (this.#attached === undefined) this.#chunks.push(Buffer.from(data));
    else await this.#attached.write(data);
    if (this.#attached !== undefined || this.#size <= longestInside) return;
    const place = path.join(path.dirname(this.#recording), this.#file);
    await mkdir(path.dirname(place), { recursive: true });
    this.#attached = await open(place, 'w');
    for (const kept of this.#chunks.splice(0)) await this.#attached.write(kept);
  }

  get #file(): string {
    return `${path.basename(this.#recording)}.files/${this.#number}`;
  }
}
