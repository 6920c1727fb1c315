import { unzip, zip, type Unzipped, type Zippable } from 'fflate';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { unlessGone, writeWhole, type Scratch } from './copyTree.js';
import { fileInside } from './inside.js';

/** What an upload in `Archive` mode leaves in the context. */
export const archiveName = 'archive.zip';

/** Packs files of a folder into one archive, in another folder. */
export const pack = async (from: string, files: readonly string[], to: string, scratch: Scratch): Promise<void> => {
  const content: Zippable = {};
  const unsafe = files.find((file) => file.split(path.sep).includes('__proto__'));
  if (unsafe !== undefined) throw new Error(`An archive cannot hold a file of this name: ${unsafe}`);
  for (const file of files) {
    const bytes = await readFile(path.join(from, file)).catch(unlessGone);
    // What was removed since it was listed is not there to be packed.
    if (bytes !== undefined) content[file.split(path.sep).join('/')] = bytes;
  }
  const bytes = await new Promise<Uint8Array>((resolve, reject) => {
    zip(content, (error, data) => {
      if (error) reject(error);
      else resolve(data);
    });
  });
  await writeWhole(Readable.from([Buffer.from(bytes)]), to, archiveName, scratch);
};

/** Unpacks an archive into a folder; a path in it that leads out of the folder is refused. */
export async function* unpack(
  archive: string,
  to: string,
  scratch: Scratch,
  isIncluded: (file: string) => boolean,
): AsyncGenerator<string> {
  const bytes = await readFile(archive);
  const content = await new Promise<Unzipped>((resolve, reject) => {
    unzip(bytes, (error, data) => {
      if (error) reject(error);
      else resolve(data);
    });
  });
  for (const [file, data] of Object.entries(content)) {
    scratch.signal.throwIfAborted();
    if (file.endsWith('/') || !isIncluded(file)) continue;
    const relative = path.relative(to, fileInside(to, file));
    await writeWhole(Readable.from([Buffer.from(data)]), to, relative, scratch);
    yield relative;
  }
}
