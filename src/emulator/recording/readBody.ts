import type { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { errorCode } from './forward.js';

/** In bytes: what is longer is no question to a service, and no answer of one. */
const longest = 64 * 2 ** 20;

/** What came of a body, and what it broke off by. */
export interface ReadBody {
  readonly content: Buffer;
  readonly error: string | undefined;
}

export const readBody = async (stream: Readable): Promise<ReadBody> => {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > longest) throw new Error('too long');
      chunks.push(chunk);
    }
    return { content: Buffer.concat(chunks), error: undefined };
  } catch (error) {
    return { content: Buffer.concat(chunks), error: errorCode(error) };
  }
};

/** What a body holds, whatever it was compressed by; as it is where that is not known. */
export const decompressed = (content: Buffer, encoding = 'identity'): Buffer => {
  const decompress = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync }[
    encoding.toLowerCase()
  ];
  try {
    return decompress?.(content, { maxOutputLength: longest }) ?? content;
  } catch {
    return content;
  }
};
