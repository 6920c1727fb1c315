import type { BigIntStats } from 'node:fs';

/** What of a file is kept beside its content. */
export type FileAttributes = Pick<BigIntStats, 'mode' | 'atimeNs' | 'mtimeNs'>;

/** The extra field that says times in parts of 100 ns since 1601 (PKWARE's APPNOTE.TXT, section 4.5.5). */
const timesField = 0x000a;
const since1601 = 116_444_736_000_000_000n;

/** How an archive says what is beside a content. Its own times are of every other second, of few years, and of no zone. */
export const zipAttributes = ({ mode, atimeNs, mtimeNs }: FileAttributes) => {
  const times = Buffer.alloc(32);
  times.writeUInt16LE(1, 4);
  times.writeUInt16LE(24, 6);
  for (const [index, time] of [mtimeNs, atimeNs, mtimeNs].entries()) {
    times.writeBigInt64LE(time / 100n + since1601, 8 + index * 8);
  }
  // Of a regular file, on Unix.
  return { os: 3, attrs: Number(0o100000n | (mode & 0o777n)) * 2 ** 16, extra: { [timesField]: times } };
};

/** What an archive says of its files beside their contents, by their names. What cannot be read is left out. */
export const readZipAttributes = (archive: Uint8Array): ReadonlyMap<string, FileAttributes> => {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const found = new Map<string, FileAttributes>();
  try {
    const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
    let at = bytes.readUInt32LE(end + 16);
    for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
      const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
        number,
        number,
        number,
      ];
      const file = bytes.toString('utf8', at + 46, at + 46 + name);
      const isUnix = bytes.readUInt8(at + 5) === 3;
      const mode = BigInt((bytes.readUInt32LE(at + 38) >>> 16) & 0o777);
      const times = timesIn(bytes.subarray(at + 46 + name, at + 46 + name + extra));
      if (isUnix && times !== undefined) found.set(file, { mode, ...times });
      at += 46 + name + extra + comment;
    }
  } catch {
    // It ends too early, or says what cannot be: its contents are another matter.
  }
  return found;
};

const timesIn = (extra: Buffer): Omit<FileAttributes, 'mode'> | undefined => {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== timesField || extra.readUInt16LE(at + 2) < 32) continue;
    const time = (index: number): bigint => (extra.readBigInt64LE(at + 12 + index * 8) - since1601) * 100n;
    return { mtimeNs: time(0), atimeNs: time(1) };
  }
  return undefined;
};
