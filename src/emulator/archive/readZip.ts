import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl';
import { badArchive } from './stateArchive.js';

/** What is in an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** In bytes, as the archive says. */
  readonly size: number;
  readonly packedSize: number;
  /** The permissions; undefined where nobody said. */
  readonly mode: number | undefined;
  readonly mtime: Date;
  readonly comment: string;
  /** What it holds, checked while it is read. */
  readonly read: () => AsyncIterable<Buffer>;
}

/** The entries of an archive, one by one. Refuses what is no archive, or is damaged, and what is no file or folder in it. */
export async function* readZip(file: FileHandle): AsyncGenerator<ZipEntry> {
  const zip = await fromFdPromise(file.fd, { autoClose: false, strictFileNames: true }).catch(refuse);
  const entries = zip.eachEntry();
  for (;;) {
    const next = await entries.next().catch(refuse);
    if (next.done === true) return;
    yield entryOf(zip, next.value);
  }
}

const entryOf = (zip: ZipFile, entry: Entry): ZipEntry => {
  const { fileName: name, uncompressedSize: size, compressedSize: packedSize, fileComment: comment } = entry;
  const isUnix = entry.versionMadeBy >>> 8 === 3;
  const stat = isUnix ? entry.externalFileAttributes >>> 16 : 0;
  const isFolder = name.endsWith('/');
  const kind = stat & constants.S_IFMT;
  if (kind !== 0 && kind !== (isFolder ? constants.S_IFDIR : constants.S_IFREG)) {
    throw badArchive(`${JSON.stringify(name)} is no file or folder, but a link or the like`);
  }
  if (!entry.canDecodeFileData()) throw badArchive(`${JSON.stringify(name)} is packed in a way that is not known`);
  return {
    name,
    isFolder,
    size,
    packedSize,
    comment,
    mode: stat === 0 ? undefined : stat & 0o777,
    mtime: entry.getLastModDate(),
    read: () => content(zip, entry),
  };
};

async function* content(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const { fileName } = await zip.readLocalFileHeaderPromise(entry).catch(refuse);
  // It is named twice, and tools differ in which name they take.
  if (!fileName.equals(entry.fileNameRaw)) throw badArchive(`${JSON.stringify(entry.fileName)} has another name, too`);
  const stream: Readable = await zip.openReadStreamPromise(entry).catch(refuse);
  let sum = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    refuse(error);
  }
  if (sum !== entry.crc32) throw badArchive(`${JSON.stringify(entry.fileName)} is damaged`);
}

const refuse = (error: unknown): never => {
  throw badArchive((error as Error).message.replace(/\.$/, ''));
};
