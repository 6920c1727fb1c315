import { unzip, zip, type Unzipped, type Zippable } from 'fflate';
import { readZipAttributes, zipAttributes, type FileAttributes } from './zipAttributes.js';

/** What an upload in `Archive` mode leaves in the context. */
export const archiveName = 'archive.zip';

/** A file, or a folder, of an archive. The path of a folder ends in a slash. */
export interface ArchiveEntry {
  readonly content: Uint8Array;
  /** Undefined where nothing is known of it. */
  readonly attributes: FileAttributes | undefined;
}

/** What an archive has room for: files, and bytes. */
const limits = { files: 65_535, bytes: 4_294_967_295 };

/** Packs files by their paths. */
export const pack = async (files: ReadonlyMap<string, ArchiveEntry>): Promise<Uint8Array> => {
  const bytes = [...files.values()].reduce((sum, { content }) => sum + content.length, 0);
  if (files.size > limits.files || bytes > limits.bytes) {
    throw new Error(`An archive has no room for ${files.size} files of ${bytes} bytes.`);
  }
  const content: Zippable = {};
  for (const [file, packed] of files) {
    // In an object this one name is not that of a file.
    const name = file === '__proto__' ? './__proto__' : file;
    content[name] = [packed.content, packed.attributes ? zipAttributes(packed.attributes) : {}];
  }
  return new Promise((resolve, reject) => {
    zip(content, (error, data) => {
      if (error) reject(error);
      else resolve(data);
    });
  });
};

/** What is in an archive, by the paths in it; undefined for what cannot be unpacked. */
export const unpack = async (archive: Uint8Array): Promise<ReadonlyMap<string, ArchiveEntry | undefined>> => {
  const names: string[] = [];
  const content = await new Promise<Unzipped>((resolve, reject) => {
    const filter = ({ name }: { readonly name: string }): boolean => names.push(name) > 0;
    unzip(archive, { filter }, (error, data) => {
      if (error) reject(error);
      else resolve(data);
    });
  });
  const facts = readZipAttributes(archive);
  const packedAs = (name: string): ArchiveEntry | undefined => {
    const unpacked = Object.hasOwn(content, name) ? content[name] : undefined;
    return unpacked && { content: unpacked, attributes: facts.get(name) };
  };
  return new Map(names.map((name) => [name, packedAs(name)]));
};
