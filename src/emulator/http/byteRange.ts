/** A part of a file, by its first and its last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of a file that a `Range` asks for (RFC 9110, section 14.1.2), `none` where the file has none of it. Undefined where all
 * of it is meant: it asks for nothing, for several parts, as storages ignore it, or for what is no part of anything.
 */
export const byteRange = (header: string | undefined, size: number): ByteRange | 'none' | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '') ?? [];
  const isSuffix = first === '';
  if (isSuffix ? last === '' : last !== '' && Number(last) < Number(first)) return undefined;
  const start = isSuffix ? Math.max(size - Number(last), 0) : Number(first);
  const end = isSuffix || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start < size ? { start, end } : 'none';
};
