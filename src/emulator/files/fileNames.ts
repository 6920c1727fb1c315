import { isUtf8 } from 'node:buffer';

/**
 * The name of a file as a string. On Linux a name is bytes, and not always text: a byte that is none becomes the lone
 * surrogate U+DC00 plus that byte (as in Python, PEP 383), so that {@link systemPath} finds the same bytes again.
 */
export const decodeName = (bytes: Buffer): string => {
  if (isUtf8(bytes)) return bytes.toString();
  let name = '';
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((one) => isUtf8(bytes.subarray(at, at + one)));
    name +=
      length === undefined
        ? String.fromCharCode(0xdc00 + bytes.readUInt8(at))
        : bytes.subarray(at, at + length).toString();
    at += length ?? 1;
  }
  return name;
};

const oddByte = /[\uDC80-\uDCFF]/u;

/** A path as the system is to be told it. */
export const systemPath = (path: string): string | Buffer =>
  oddByte.test(path)
    ? Buffer.concat(
        Array.from(path, (letter) =>
          oddByte.test(letter) ? Buffer.of(letter.charCodeAt(0) - 0xdc00) : Buffer.from(letter),
        ),
      )
    : path;

/** How much of a path is told, in letters. */
const longest = 200;

/** A path as people are told it: on one line, and not too long. */
export const displayPath = (path: string): string => {
  const text = path.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return oddByte.test(letter) ? `\\x${(code - 0xdc00).toString(16)}` : `\\u{${code.toString(16)}}`;
  });
  return text.length > longest ? `…${text.slice(-longest)}` : text;
};
