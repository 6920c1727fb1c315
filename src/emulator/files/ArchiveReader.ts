import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { fromRandomAccessReaderPromise, getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl';
import type { PackedFile } from './ArchiveWriter.js';
import { FileReader } from './FileReader.js';
import { nonEmptyRanges, readRange, writeAll } from './fileChunks.js';
import type { OpenFile } from './OpenFolder.js';
import type { ScratchFile } from './scratchFile.js';
import { movableFields, readZipAttributes, type FileAttributes } from './zipAttributes.js';
import { method } from './zipRecords.js';

/** In bytes: what is unpacked in no time, and what of the rest at once. */
const most = { atOnce: 1 << 15, chunk: 1 << 18 };

/** A file, or a folder, of an archive. */
export interface ArchivedFile {
  /** As it stands there: it may be anything. That of a folder ends in a slash. */
  readonly name: string;
  /** Undefined where nothing is known of it. */
  readonly attributes: FileAttributes | undefined;
  readonly entry: Entry;
}

/** Reads an archive that is open: one content after the other, and nothing of them stays in memory. */
export class ArchiveReader {
  readonly #zip: ZipFile;
  readonly #handle: FileHandle;

  private constructor(zip: ZipFile, handle: FileHandle) {
    this.#zip = zip;
    this.#handle = handle;
  }

  /** Rejects where it is no archive, or ends too early. */
  static async open({ handle, stats }: OpenFile): Promise<ArchiveReader> {
    const reader = new FileReader(handle);
    // A name that is not usable, or a size that cannot be, is an affair of one file.
    const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
    const zip = await fromRandomAccessReaderPromise(reader, Number(stats.size), options).catch(explained);
    // Its types are wrong.
    reader.readAheadFrom = zip.readEntryCursor as unknown as number;
    return new ArchiveReader(zip, handle);
  }

  /** What is in it. To be called once. Rejects where it cannot be told any further. */
  async *files(): AsyncGenerator<ArchivedFile> {
    const entries = this.#zip.eachEntry();
    for (;;) {
      const next = await entries.next().catch(explained);
      if (next.done === true) return;
      const entry = next.value;
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
      const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
      yield { name, attributes: readZipAttributes(entry), entry };
    }
  }

  /** Unpacks a file into a new one. What is empty in it becomes a hole. */
  async unpack({ entry }: ArchivedFile, { handle }: ScratchFile, signal: AbortSignal): Promise<void> {
    let [end, written, sum] = [0, 0, 0];
    const take = async (chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void> => {
      for await (const data of chunks) {
        signal.throwIfAborted();
        if (end + data.length > entry.uncompressedSize) throw new UnpackError('it is longer than it says');
        for (const [from, to] of nonEmptyRanges(data)) {
          await writeAll(handle, data.subarray(from, to), end + from);
          written = end + to;
        }
        sum = crc32(data, sum);
        end += data.length;
      }
      if (end !== entry.uncompressedSize || sum !== entry.crc32) throw new UnpackError('it is not what was packed');
      if (written < end) await handle.truncate(end);
    };
    const packed = await this.#packed(entry);
    const isSmall = Math.max(entry.compressedSize, entry.uncompressedSize) <= most.atOnce;
    const unpacking = async (): Promise<void> => {
      if (entry.compressionMethod === method.stored) await take(packed);
      else if (isSmall) await take([await inflateAtOnce(packed)]);
      else await pipeline(packed, createInflateRaw({ chunkSize: most.chunk }), take, { signal });
    };
    await unpacking().catch(explained);
  }

  /** A file as it is packed, to be put into another archive by the name that is given. */
  async packed(name: string, { entry }: ArchivedFile): Promise<PackedFile> {
    const record = {
      name,
      madeBy: entry.versionMadeBy,
      method: entry.compressionMethod,
      crc32: entry.crc32,
      packedSize: entry.compressedSize,
      size: entry.uncompressedSize,
      dosTime: entry.lastModFileDate * 2 ** 16 + entry.lastModFileTime,
      externalAttributes: entry.externalFileAttributes,
      extra: movableFields(entry.extraFieldRaw),
    };
    return { record, content: await this.#packed(entry) };
  }

  async #packed(entry: Entry): Promise<AsyncIterable<Buffer>> {
    if (!entry.canDecodeFileData()) throw new UnpackError('it is encrypted, or packed in a way that is not known here');
    const header = await this.#zip.readLocalFileHeaderPromise(entry, { minimal: true }).catch(explained);
    return readRange(this.#handle, header.fileDataStart, header.fileDataStart + entry.compressedSize - 1);
  }
}

/** A pipe takes longer to be made than most files to be unpacked. */
const inflateAtOnce = async (packed: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const data of packed) chunks.push(data);
  return inflateRawSync(Buffer.concat(chunks), { maxOutputLength: most.chunk });
};

class UnpackError extends Error {
  constructor(reason: string) {
    super(`It cannot be unpacked (${reason.replace(/\.$/, '')})`);
  }
}

/** Has people told what the error is about. What the system says, or the signal, stays as it is. */
const explained = (error: unknown): never => {
  const { message, syscall, name } = error as NodeJS.ErrnoException;
  throw syscall !== undefined || name === 'AbortError' || error instanceof UnpackError
    ? error
    : new UnpackError(message);
};
