import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Fault } from '../faults/Faults.js';
import { garbledBody } from '../faults/injectFault.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { byteRange, type ByteRange } from './byteRange.js';

/** A file that is there. */
interface FileFacts {
  readonly size: number;
  readonly tag: string;
  readonly modified: string;
  readonly read: (range: ByteRange) => Readable;
}

/** A file, or a part of it, that is to be given. */
export interface GivenFile {
  readonly httpStatus: 200 | 206;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly content: Readable;
}

/** What of a file is asked for. Throws a {@link ServiceRefusal} where it has none of it. */
export const partAskedFor = (
  { headers: asked }: IncomingMessage,
  response: ServerResponse,
  { size, tag, modified, read }: FileFacts,
): GivenFile => {
  const headers = { ...contentType, 'Accept-Ranges': 'bytes', ETag: tag, 'Last-Modified': modified };
  // What was had of it is of no use where it is another one by now.
  const isSame = [undefined, tag, modified].includes(asked['if-range'] as string | undefined);
  const part = isSame ? byteRange(asked.range, size) : undefined;
  if (part === 'none') {
    response.setHeader('Content-Range', `bytes */${size}`);
    throw new ServiceRefusal('InvalidRange', 'The requested range cannot be satisfied.', 416);
  }
  const { start, end }: ByteRange = part ?? { start: 0, end: size - 1 };
  const length = { 'Content-Length': end - start + 1 };
  const content = read({ start, end });
  if (part === undefined) return { httpStatus: 200, headers: { ...headers, ...length }, content };
  const range = { 'Content-Range': `bytes ${start}-${end}/${size}` };
  return { httpStatus: 206, headers: { ...headers, ...length, ...range }, content };
};

/** Gives a file, or a part of it, as far as a fault lets it. */
export const giveFile = async (
  response: ServerResponse,
  { httpStatus, headers, content }: GivenFile,
  { connection }: Fault,
): Promise<void> => {
  if (connection === 'garble') {
    content.destroy();
    response.writeHead(200, contentType).end(garbledBody);
    return;
  }
  if (connection === 'cut') {
    const [first = Buffer.alloc(0)] = (await content.take(1).toArray()) as Buffer[];
    // One that is empty can be cut off in its length alone.
    const length = Math.max(Number(headers['Content-Length']), 1);
    cut(response.writeHead(httpStatus, { ...headers, 'Content-Length': length }), first.subarray(0, length / 2));
    return;
  }
  response.writeHead(httpStatus, headers);
  return pipeline(content, response);
};

const contentType = { 'Content-Type': 'application/octet-stream' };

/** The client is to see the headers before the body breaks off. */
const cut = (response: ServerResponse, body: Buffer): void => {
  response.flushHeaders();
  response.write(body, () => setTimeout(() => response.destroy(), 2));
};
