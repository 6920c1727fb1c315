import { createHash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What is compared of a file. */
export interface FileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

/** Files by their relative paths. */
export type FileTree = ReadonlyMap<string, FileFacts>;

/** The regular files below a folder, read to their ends. */
export const readTree = async (folder: string, signal: AbortSignal): Promise<FileTree> => {
  const found = new Map<string, FileFacts>();
  for (const entry of await entriesBelow(folder)) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(path.relative(folder, file), await factsOf(file, signal));
  }
  return found;
};

/** How many regular files are below a folder, and how many entries are neither files nor folders. */
export const countTree = async (folder: string): Promise<{ readonly files: number; readonly others: number }> => {
  const entries = await entriesBelow(folder);
  return {
    files: entries.filter((entry) => entry.isFile()).length,
    others: entries.filter((entry) => !entry.isFile() && !entry.isDirectory()).length,
  };
};

// Not by `recursive`: some Nodes (26.10) go into linked folders then.
const entriesBelow = async (folder: string): Promise<readonly Dirent[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entriesBelow(path.join(folder, entry.name)));
  return [...entries, ...(await Promise.all(below)).flat()];
};

const factsOf = async (file: string, signal: AbortSignal): Promise<FileFacts> => {
  const hash = createHash('sha256');
  let bytes = 0;
  const count = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  };
  await pipeline(createReadStream(file), count, { signal });
  return { bytes, sha256: hash.digest('hex') };
};
