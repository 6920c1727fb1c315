import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw, deflateRawSync, type ZlibOptions } from 'node:zlib';
import { ContentHash, readChunks, writeAll } from './fileChunks.js';
import type { OpenFile } from './OpenFolder.js';
import { readSteadily } from './readContent.js';
import { folderAttributes, zipAttributes, type FileAttributes } from './zipAttributes.js';
import { directoryRecord, endOfArchive, localHeader, method, type ZipRecord } from './zipRecords.js';

/** In bytes: what is packed in no time, and what of the rest at once. In records: what is written at once. */
const most = { atOnce: 1 << 15, chunk: 1 << 18, records: 1000 };

/** How an archive is packed. */
export interface ArchiveWriterOptions {
  /** How hard, as zlib counts it: by default as it does by itself. */
  readonly level?: number | undefined;
}

/** What an archive says of a file that no tool needs to know. */
export type CommentOf = (stats: BigIntStats) => string;

/** What was packed of a file. */
export interface PackedContent {
  /** How the file was. */
  readonly stats: BigIntStats;
  /** What tells its content from others. */
  readonly content: string;
}

/** A file of another archive. */
export interface PackedFile {
  readonly record: Omit<ZipRecord, 'at'>;
  /** The content as it is packed there. */
  readonly content: AsyncIterable<Buffer>;
}

/**
 * Writes an archive into a new file, one content after the other: nothing of them stays in memory. What comes last under a name
 * is in the archive.
 *
 * It is our own, for those that are made for it cannot take back a content that changed while it was packed, nor have one as it is
 * packed already; and they make other names of some, or keep no more of a time than its seconds.
 */
export class ArchiveWriter {
  readonly #handle: FileHandle;
  readonly #level: { readonly level?: number };
  readonly #records = new Map<string, ZipRecord>();
  /** Where the next one begins. */
  #at = 0;

  constructor(handle: FileHandle, { level }: ArchiveWriterOptions = {}) {
    this.#handle = handle;
    this.#level = level === undefined ? {} : { level };
  }

  addFolder(name: string, attributes = folderAttributes, comment = ''): Promise<void> {
    const nothing = { method: method.stored, crc32: 0, packedSize: 0, size: 0, at: this.#at };
    return this.#add({ name, comment, ...nothing, ...attributes });
  }

  addText(name: string, text: string, attributes: FileAttributes): Promise<void> {
    const content = Buffer.from(text);
    const sizes = { crc32: crc32(content), packedSize: content.length, size: content.length };
    const record = { name, method: method.stored, at: this.#at, ...sizes, ...zipAttributes(attributes) };
    return this.#add(record, content.length, content);
  }

  /** Packs a file. Where it rejects, the archive is as it was. */
  async addFile(
    name: string,
    opened: OpenFile,
    signal: AbortSignal,
    commentOf: CommentOf = () => '',
  ): Promise<PackedContent> {
    const packing = readSteadily(opened, signal, async (file) => {
      const empty = { name, method: method.deflated, crc32: 0, packedSize: 0, size: 0, at: this.#at };
      const record = { ...empty, comment: commentOf(file.stats), ...zipAttributes(file.stats) };
      const at = this.#at + localHeader(record, Number(file.stats.size)).length;
      const { content, packed, ...sizes } = await this.#pack(file, at, signal);
      return { stats: file.stats, content, packed, record: { ...record, ...sizes } };
    });
    const { stats, content, packed, record } = await packing;
    await this.#add(record, Number(stats.size), packed);
    return { stats, content };
  }

  /** Adds a file of another archive, as it is packed there. */
  async addPacked({ record, content }: PackedFile, signal: AbortSignal): Promise<void> {
    const added = { ...record, at: this.#at };
    const longest = Math.max(record.size, record.packedSize);
    await pipeline(content, this.#taking(this.#at + localHeader(added, longest).length), { signal });
    await this.#add(added, longest);
  }

  /** What is beside the content of a file that was packed became something else. */
  setAttributes(name: string, attributes: FileAttributes): void {
    const record = this.#records.get(name);
    if (record !== undefined) this.#records.set(name, { ...record, ...zipAttributes(attributes) });
  }

  /** Writes the directory: the archive is whole then. */
  async finish(): Promise<void> {
    const at = this.#at;
    let records: Buffer[] = [];
    const flush = async (): Promise<void> => {
      await this.#write(Buffer.concat(records));
      records = [];
    };
    for (const record of this.#records.values()) {
      records.push(directoryRecord(record));
      if (records.length === most.records) await flush();
    }
    await flush();
    await this.#write(endOfArchive(this.#records.size, { at, size: this.#at - at }));
    // What was packed in vain may have gone further.
    await this.#handle.truncate(this.#at);
  }

  /** The archive has a content that was written where it is to be, or is to be written now. */
  async #add(record: ZipRecord, longest?: number, packed?: Buffer): Promise<void> {
    const header = localHeader(record, longest);
    await this.#write(packed === undefined ? header : Buffer.concat([header, packed]));
    if (packed === undefined) this.#at += record.packedSize;
    this.#records.set(record.name, record);
  }

  async #pack({ handle, stats }: OpenFile, at: number, signal: AbortSignal) {
    const hash = new ContentHash();
    const size = Number(stats.size);
    let sum = 0;
    const read = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of readChunks(handle, size, signal)) {
        hash.add(chunk);
        sum = crc32(chunk.data, sum);
        // The next one takes its place while it may be packed still.
        yield Buffer.from(chunk.data);
      }
    };
    // A pipe takes longer to be made than most files to be packed.
    const packed = size <= most.atOnce ? await packAtOnce(read(), this.#level) : undefined;
    const packedSize = packed?.length ?? (await this.#packPiped(read, at, signal));
    return { content: hash.digest(), packed, packedSize, crc32: sum, size: hash.end };
  }

  async #packPiped(content: () => AsyncGenerator<Buffer>, at: number, signal: AbortSignal): Promise<number> {
    let length = 0;
    const count = (more: number): void => void (length += more);
    const deflate = createDeflateRaw({ ...this.#level, chunkSize: most.chunk });
    await pipeline(content, deflate, this.#taking(at, count), { signal });
    return length;
  }

  #taking(at: number, count: (length: number) => void = () => undefined) {
    return async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      let end = at;
      for await (const data of chunks) {
        await writeAll(this.#handle, data, end);
        end += data.length;
        count(data.length);
      }
    };
  }

  async #write(data: Buffer): Promise<void> {
    await writeAll(this.#handle, data, this.#at);
    this.#at += data.length;
  }
}

const packAtOnce = async (content: AsyncIterable<Buffer>, level: ZlibOptions): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const data of content) chunks.push(data);
  return deflateRawSync(Buffer.concat(chunks), level);
};
