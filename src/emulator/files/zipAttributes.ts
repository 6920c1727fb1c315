import { constants, type BigIntStats } from 'node:fs';
import { parseExtraFields, type Entry } from 'yauzl';

/** What of a file is kept beside its content. */
export type FileAttributes = Pick<BigIntStats, 'mode' | 'atimeNs' | 'mtimeNs'>;

/** The extra field that says times in parts of 100 ns since 1601 (PKWARE's APPNOTE.TXT, section 4.5.5). */
const timesField = 0x000a;
const since1601 = 116_444_736_000_000_000n;

/** Version 4.5 of the format, of a file on Unix. */
export const madeOnUnix = (3 << 8) | 45;

/** What an archive says of a file beside its content. */
export interface ZipAttributes {
  /** As MS-DOS says a time: of every other second, of few years, and of no zone. */
  readonly dosTime: number;
  readonly externalAttributes: number;
  readonly extra: Buffer;
}

/** How an archive says what is beside a content, or what a folder is beside its name. */
export const zipAttributes = (
  { mode, atimeNs, mtimeNs }: FileAttributes,
  kind: 'file' | 'folder' = 'file',
): ZipAttributes => {
  const times = Buffer.alloc(36);
  times.writeUInt16LE(timesField, 0);
  times.writeUInt16LE(32, 2);
  times.writeUInt16LE(1, 8);
  times.writeUInt16LE(24, 10);
  for (const [index, time] of [mtimeNs, atimeNs, mtimeNs].entries()) {
    times.writeBigInt64LE(time / 100n + since1601, 12 + index * 8);
  }
  const type = kind === 'file' ? constants.S_IFREG : constants.S_IFDIR;
  const externalAttributes = (type | Number(mode & 0o777n)) * 2 ** 16;
  return { dosTime: dosTime(new Date(Number(mtimeNs / 1_000_000n))), externalAttributes, extra: times };
};

/** What an archive says of a folder: that it is one. */
export const folderAttributes: ZipAttributes = {
  dosTime: (1 << 21) | (1 << 16),
  externalAttributes: (constants.S_IFDIR | 0o755) * 2 ** 16,
  extra: Buffer.alloc(0),
};

/** What an archive says of a file beside its content; undefined where it does not say it all. */
export const readZipAttributes = ({
  versionMadeBy,
  externalFileAttributes,
  extraFields,
}: Pick<Entry, 'versionMadeBy' | 'externalFileAttributes' | 'extraFields'>): FileAttributes | undefined => {
  const times = extraFields.find(({ id, data }) => id === timesField && data.length >= 32)?.data;
  if (versionMadeBy >> 8 !== madeOnUnix >> 8 || times === undefined) return undefined;
  const time = (index: number): bigint => (times.readBigInt64LE(8 + index * 8) - since1601) * 100n;
  return { mode: BigInt((externalFileAttributes >>> 16) & 0o777), mtimeNs: time(0), atimeNs: time(1) };
};

/** Extra fields without those that say where, and how long, something is in its own archive, or its name there. */
export const movableFields = (extra: Buffer): Buffer =>
  Buffer.concat(
    parseExtraFields(extra)
      .filter(({ id }) => id !== 0x0001 && id !== 0x7075)
      .flatMap(({ id, data }) => [Buffer.from(new Uint16Array([id, data.length]).buffer), data]),
  );

const dosTime = (time: Date): number => {
  const year = Math.min(Math.max(time.getFullYear(), 1980), 2107) - 1980;
  const day = (year << 9) | ((time.getMonth() + 1) << 5) | time.getDate();
  const second = (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1);
  return ((day << 16) | second) >>> 0;
};
