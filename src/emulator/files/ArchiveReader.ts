import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { fromRandomAccessReaderPromise, getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl';
import type { PackedFile } from './ArchiveWriter.js';
import { FileReader } from './FileReader.js';
import { readRange, writeSparsely } from './fileChunks.js';
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

  /** What a file holds. Rejects in the end, or before, where that is not what was packed. */
  async *content({ entry }: ArchivedFile, signal: AbortSignal): AsyncGenerator<Buffer> {
    let [end, sum] = [0, 0];
    try {
      for await (const data of unpacked(entry, await this.#packed(entry), signal)) {
        signal.throwIfAborted();
        end += data.length;
        if (end > entry.uncompressedSize) throw new UnpackError('it is longer than it says');
        sum = crc32(data, sum);
        yield data;
      }
    } catch (error) {
      explained(error);
    }
    if (end !== entry.uncompressedSize || sum !== entry.crc32) throw new UnpackError('it is not what was packed');
  }

  /** Unpacks a file into a new one. What is empty in it becomes a hole. */
  unpack(file: ArchivedFile, { handle }: ScratchFile, signal: AbortSignal): Promise<void> {
    return writeSparsely(handle, this.content(file, signal));
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

const unpacked = async function* (
  entry: Entry,
  packed: AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const isSmall = Math.max(entry.compressedSize, entry.uncompressedSize) <= most.atOnce;
  if (entry.compressionMethod === method.stored) yield* packed;
  else if (isSmall) yield await inflateAtOnce(packed);
  else {
    const inflating = createInflateRaw({ chunkSize: most.chunk });
    const piping = pipeline(packed, inflating, { signal });
    // Whoever reads is told of it.
    piping.catch(() => undefined);
    yield* inflating as AsyncIterable<Buffer>;
    await piping;
  }
};

/** A pipe takes longer to be made than most files to be unpacked. */
const inflateAtOnce = async (packed: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const data of packed) chunks.push(data);
  return inflateRawSync(Buffer.concat(chunks), { maxOutputLength: most.chunk });
};

/** An archive, or a file in it, is not what it should be. */
export class UnpackError extends Error {
  /** A part of a sentence. */
  readonly reason: string;

  constructor(reason: string) {
    const told = reason.replace(/\.$/, '');
    super(`It cannot be unpacked (${told})`);
    this.reason = told;
  }
}

/** Has people told what the error is about. What the system says, or the signal, stays as it is. */
const explained = (error: unknown): never => {
  const { message, syscall, name } = error as NodeJS.ErrnoException;
  throw syscall !== undefined || name === 'AbortError' || error instanceof UnpackError
    ? error
    : new UnpackError(message);
};
