import { constants } from 'node:fs';
import { ArchiveReader, UnpackError, type ArchivedFile } from '../files/ArchiveReader.js';
import type { OpenFile } from '../files/OpenFolder.js';
import { badArchive } from './stateArchive.js';

/** What is in an archive. */
export interface ArchiveEntry {
  /** That of a folder ends in a slash. */
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
export async function* archiveEntries(opened: OpenFile, signal: AbortSignal): AsyncGenerator<ArchiveEntry> {
  try {
    const archive = await ArchiveReader.open(opened);
    for await (const file of archive.files()) yield toEntry(archive, file, signal);
  } catch (error) {
    refuse(error);
  }
}

const toEntry = (archive: ArchiveReader, file: ArchivedFile, signal: AbortSignal): ArchiveEntry => {
  const { name, entry } = file;
  const isUnix = entry.versionMadeBy >>> 8 === 3;
  const stat = isUnix ? entry.externalFileAttributes >>> 16 : 0;
  const isFolder = name.endsWith('/');
  const kind = stat & constants.S_IFMT;
  if (kind !== 0 && kind !== (isFolder ? constants.S_IFDIR : constants.S_IFREG)) {
    throw badArchive(`${JSON.stringify(name)} is no file or folder, but a link or the like`);
  }
  return {
    name,
    isFolder,
    size: entry.uncompressedSize,
    packedSize: entry.compressedSize,
    comment: entry.fileCommentRaw.toString(),
    mode: stat === 0 ? undefined : stat & 0o777,
    mtime: entry.getLastModDate(),
    read: () => content(archive, file, signal),
  };
};

async function* content(archive: ArchiveReader, file: ArchivedFile, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* archive.content(file, signal);
  } catch (error) {
    refuse(error, `${JSON.stringify(file.name)}: `);
  }
}

/** What the system says stays as it is: a disk that cannot be read is no bad archive. */
const refuse = (error: unknown, where = ''): never => {
  throw error instanceof UnpackError ? badArchive(`${where}${error.reason}`) : error;
};
