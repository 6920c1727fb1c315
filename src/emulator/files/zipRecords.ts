import { madeOnUnix, type ZipAttributes } from './zipAttributes.js';

/** A file or a folder of an archive (PKWARE's APPNOTE.TXT, section 4.3). Lengths are in bytes. */
export interface ZipRecord extends ZipAttributes {
  /** That of a folder ends in a slash. */
  readonly name: string;
  readonly madeBy?: number | undefined;
  readonly comment?: string | undefined;
  readonly method: number;
  readonly crc32: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where it begins in the archive. */
  readonly at: number;
}

/** The methods that a content is packed by. */
export const method = { stored: 0, deflated: 8 } as const;

/** What stands for a number that has no room: it is in an extra field then (section 4.5.3). */
const large = { count: 0xffff, size: 0xffff_ffff };

const isLarge = (...sizes: readonly number[]): boolean => sizes.some((size) => size >= large.size);

const nameIsUtf8 = 1 << 11;
const version = { plain: 20, large: 45 };

/** What stands before the content. It is as long for each content of up to `longest` bytes. */
export const localHeader = (record: ZipRecord, longest = record.size): Buffer => {
  // What cannot be made smaller gets a little larger.
  const needsField = isLarge(longest * 1.001 + 1024);
  const name = Buffer.from(record.name);
  const extra = needsField ? largeField(record.size, record.packedSize) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x0403_4b50, 0);
  header.writeUInt16LE(needsField ? version.large : version.plain, 4);
  writeCommon(header, record, 6, needsField);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
};

/** How the directory at the end of an archive says it. */
export const directoryRecord = (record: ZipRecord): Buffer => {
  const { madeBy = madeOnUnix, packedSize, size, at, externalAttributes } = record;
  const needsField = isLarge(packedSize, size, at);
  const name = Buffer.from(record.name);
  const comment = Buffer.from(record.comment ?? '');
  const extra = needsField ? Buffer.concat([largeField(size, packedSize, at), record.extra]) : record.extra;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x0201_4b50, 0);
  header.writeUInt16LE(madeBy, 4);
  header.writeUInt16LE(needsField ? version.large : version.plain, 6);
  writeCommon(header, record, 8, needsField);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt16LE(comment.length, 32);
  header.writeUInt32LE(externalAttributes, 38);
  header.writeUInt32LE(needsField ? large.size : at, 42);
  return Buffer.concat([header, name, extra, comment]);
};

/** What ends an archive, after the directory. */
export const endOfArchive = (count: number, { at, size }: { readonly at: number; readonly size: number }): Buffer => {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(Math.min(count, large.count), 8);
  end.writeUInt16LE(Math.min(count, large.count), 10);
  end.writeUInt32LE(Math.min(size, large.size), 12);
  end.writeUInt32LE(Math.min(at, large.size), 16);
  if (count < large.count && !isLarge(at, size)) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x0606_4b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(madeOnUnix, 12);
  record.writeUInt16LE(version.large, 14);
  for (const [index, value] of [count, count, size, at].entries()) {
    record.writeBigUInt64LE(BigInt(value), 24 + index * 8);
  }
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x0706_4b50, 0);
  locator.writeBigUInt64LE(BigInt(at + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
};

/** What both headers say, in the same order. */
const writeCommon = (header: Buffer, record: ZipRecord, offset: number, needsField: boolean): void => {
  header.writeUInt16LE(nameIsUtf8, offset);
  header.writeUInt16LE(record.method, offset + 2);
  header.writeUInt32LE(record.dosTime, offset + 4);
  header.writeUInt32LE(record.crc32, offset + 8);
  header.writeUInt32LE(needsField ? large.size : record.packedSize, offset + 12);
  header.writeUInt32LE(needsField ? large.size : record.size, offset + 16);
};

const largeField = (...sizes: readonly number[]): Buffer => {
  const field = Buffer.alloc(4 + sizes.length * 8);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(sizes.length * 8, 2);
  for (const [index, size] of sizes.entries()) field.writeBigUInt64LE(BigInt(size), 4 + index * 8);
  return field;
};
