import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable, type PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { ZipFile } from 'yazl';

/** What is to be packed. The name of a folder ends in a slash. */
export interface NewEntry {
  readonly name: string;
  /** Undefined for a folder. */
  readonly content: Buffer | AsyncIterable<Buffer> | undefined;
  /** As `stat` has it, with what it is. */
  readonly mode: number;
  readonly mtime: Date;
  readonly comment: string;
}

/** What of the library it does not tell: the entries until now, and whether one is written. */
interface Inner {
  outputStream: PassThrough;
  entries: { readonly state: number }[];
}

const written = 3;

/** Compresses little, and quickly: nobody else has a turn meanwhile. */
const compressionLevel = 1;

/** Packs entries into a new file, one after the other: an entry is asked for once the one before is written. */
export const writeZip = async (to: string, entries: AsyncIterable<NewEntry>, signal: AbortSignal): Promise<void> => {
  const zip = new ZipFile();
  const inner = zip as unknown as Inner;
  const writing = pipeline(inner.outputStream, createWriteStream(to, { flags: 'wx' }), { signal });
  const packing = packAll(zip, inner, entries).catch((error: unknown) => {
    inner.outputStream.destroy(error as Error);
    throw error;
  });
  // What cannot be packed ends the writing with its own error.
  const results = await Promise.allSettled([writing, packing]);
  signal.throwIfAborted();
  for (const result of results) if (result.status === 'rejected') throw result.reason;
};

const packAll = async (zip: ZipFile, inner: Inner, entries: AsyncIterable<NewEntry>): Promise<void> => {
  // It looks through all of its entries each time, which takes hours where they are many: it is left those that are not written.
  const all: Inner['entries'] = [];
  for await (const entry of entries) {
    await pack(zip, entry);
    while (inner.entries.some(({ state }) => state < written)) {
      if (inner.outputStream.destroyed) throw new Error('The archive cannot be written.');
      await setImmediate();
    }
    all.push(...inner.entries.splice(0));
    if (inner.outputStream.writableNeedDrain) await Promise.race([once(inner.outputStream, 'drain'), closed(inner)]);
  }
  inner.entries = all;
  zip.end();
};

const closed = async ({ outputStream }: Inner): Promise<void> => {
  if (!outputStream.closed) await once(outputStream, 'close');
};

const pack = async (zip: ZipFile, { name, content, mode, mtime, comment }: NewEntry): Promise<void> => {
  const options = { mode, mtime, fileComment: comment };
  if (content === undefined) zip.addEmptyDirectory(name, options);
  else if (Buffer.isBuffer(content)) zip.addBuffer(content, name, { ...options, compressionLevel });
  else {
    const stream = Readable.from(content, { objectMode: false });
    zip.addReadStream(stream, name, { ...options, compressionLevel });
    await once(stream, 'end');
  }
};
