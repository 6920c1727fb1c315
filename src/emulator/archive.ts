import { unzip, zip, type Unzipped, type Zippable } from 'fflate';

/** What an upload in `Archive` mode leaves in the context. */
export const archiveName = 'archive.zip';

/** Packs files by their paths; that of a folder ends in a slash. */
export const pack = async (files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> => {
  const content: Zippable = {};
  // In an object this one name is not that of a file.
  for (const [file, bytes] of files) content[file === '__proto__' ? './__proto__' : file] = bytes;
  return new Promise((resolve, reject) => {
    zip(content, (error, data) => {
      if (error) reject(error);
      else resolve(data);
    });
  });
};

/** The files of an archive, by their paths in it; undefined for one that cannot be unpacked. */
export const unpack = async (archive: Uint8Array): Promise<ReadonlyMap<string, Uint8Array | undefined>> => {
  const names: string[] = [];
  const content = await new Promise<Unzipped>((resolve, reject) => {
    const filter = ({ name }: { readonly name: string }): boolean => names.push(name) > 0;
    unzip(archive, { filter }, (error, data) => {
      if (error) reject(error);
      else resolve(data);
    });
  });
  return new Map(names.map((name) => [name, Object.hasOwn(content, name) ? content[name] : undefined]));
};
