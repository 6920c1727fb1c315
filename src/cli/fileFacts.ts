import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What is compared of a file. */
export interface FileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

/** The regular files below a folder, by their relative paths. */
export const fileFacts = async (folder: string): Promise<ReadonlyMap<string, FileFacts>> => {
  const found = new Map<string, FileFacts>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(path.relative(folder, file), await factsOf(file));
  }
  return found;
};

const factsOf = async (file: string): Promise<FileFacts> => {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  });
  return { bytes, sha256: hash.digest('hex') };
};
