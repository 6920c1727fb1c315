import type { IncomingMessage } from 'node:http';
import type { HttpRequest } from '../protocol/Protocol.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { unlessSilent } from './silence.js';

const longestBody = 16 * 2 ** 20;

/** The path and the query of a request. The host is never looked at: clients send odd ones (docs/protocol.md, section 2.3). */
export const requestTarget = ({ url = '/' }: IncomingMessage): { path: string; query: URLSearchParams } => {
  const [path = '/', ...search] = url.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  return { path: path === '' ? '/' : path, query: new URLSearchParams(search.join('?')) };
};

/** Reads a request to its end, chunked or not. */
export const readRequest = async (request: IncomingMessage): Promise<HttpRequest> => {
  const { method = 'GET', headers } = request;
  const body = await unlessSilent(request, () => readBody(request));
  return { method, ...requestTarget(request), headers, body };
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > longestBody) throw new ServiceRefusal('InvalidParameter', 'The body is too long.', 413);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
};
