import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';

/** An archive as other programs make it. The path of a folder ends in a slash. */
export const zipOf = async (files: Readonly<Record<string, string>>): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) zip.addEmptyDirectory(name);
    // This program makes no names that lead elsewhere.
    else zip.addBuffer(Buffer.from(content), name.replaceAll('..', '@@'));
  }
  zip.end();
  return replaced(await buffer(zip.outputStream), '@@', '..');
};

/** Bytes with a text of them replaced by one that is as long. */
export const replaced = (bytes: Buffer, from: string, to: string): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');

/** The paths in an archive, as another program reads them. */
export const namesIn = async (archive: string): Promise<readonly string[]> => {
  const names: string[] = [];
  const zip = await openPromise(archive, { decodeStrings: false });
  for await (const { fileNameRaw } of zip.eachEntry()) names.push(fileNameRaw.toString());
  return names;
};
