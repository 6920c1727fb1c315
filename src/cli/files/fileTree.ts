import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { timeSlices } from './timeSlices.js';

/** What is in a folder, at any depth. */
export interface TreeEntry {
  /** The path from the folder. */
  readonly place: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** What is compared of a file. */
export interface FileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

/** Files by their relative paths. */
export type FileTree = ReadonlyMap<string, FileFacts>;

/** Bytes: a longer file is worked on beside the thread, so that it can be stopped, and others have their turn. */
export const longFile = 1_048_576;

/** All that is in a folder: each folder before what is in it. */
export function* entriesIn(folder: string): Generator<TreeEntry> {
  // Not by `recursive`: some Nodes (26.10) go into linked folders then.
  const folders = [''];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const entry of readdirSync(path.join(folder, at), { withFileTypes: true })) {
      const place = path.join(at, entry.name);
      if (entry.isDirectory()) folders.push(place);
      yield { place, kind: entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other' };
    }
  }
}

/** The regular files below a folder, read to their ends. `onRead` is told from time to time how many were read. */
export const readTree = async (
  folder: string,
  signal: AbortSignal,
  onRead: (files: number) => void = () => undefined,
): Promise<FileTree> => {
  const found = new Map<string, FileFacts>();
  const pause = timeSlices(signal, () => {
    onRead(found.size);
  });
  for (const { place, kind } of entriesIn(folder)) {
    if (kind === 'file') found.set(place, await factsOf(path.join(folder, place), signal));
    await pause();
  }
  return found;
};

/** How many regular files are below a folder, and how many entries are neither files nor folders. */
export const countTree = async (
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly files: number; readonly others: number }> => {
  const count = { file: 0, folder: 0, other: 0 };
  const pause = timeSlices(signal);
  for (const { kind } of entriesIn(folder)) {
    count[kind]++;
    await pause();
  }
  return { files: count.file, others: count.other };
};

const factsOf = async (file: string, signal: AbortSignal): Promise<FileFacts> => {
  const hash = createHash('sha256');
  let bytes = 0;
  const add = (chunk: Buffer): void => {
    hash.update(chunk);
    bytes += chunk.length;
  };
  const { size } = lstatSync(file);
  // What claims to be empty, as files of /proc do, is copied as empty, and may never end when it is read.
  if (size > longFile) await eachChunk(file, add, signal);
  else if (size > 0) add(readFileSync(file));
  return { bytes, sha256: hash.digest('hex') };
};

const eachChunk = (file: string, use: (chunk: Buffer) => void, signal: AbortSignal): Promise<void> =>
  pipeline(
    createReadStream(file),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) use(chunk);
    },
    { signal },
  );
