import type { IncomingMessage } from 'node:http';
import { MemoryBudget } from '../concurrency/MemoryBudget.js';
import type { HttpRequest } from '../protocol/Protocol.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { isFromHere } from './loopback.js';
import { unlessSilent } from './silence.js';

const longestBody = 16 * 2 ** 20;

/** In bytes: what the bodies of all requests may take that are answered at once, and what of one does not count. */
const memory = { all: 64 * 2 ** 20, uncounted: 2 ** 16 };

/** The path and the query of a request. The host is never looked at: clients send odd ones (docs/protocol.md, section 2.3). */
export const requestTarget = ({ url = '/' }: IncomingMessage): { path: string; query: URLSearchParams } => {
  const [path = '/', ...search] = url.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  return { path: path === '' ? '/' : path, query: new URLSearchParams(search.join('?')) };
};

/** Reads requests to their end. Where many large ones come at once, some wait until others are answered. */
export class RequestReader {
  readonly #memory = new MemoryBudget(memory.all);

  async use(request: IncomingMessage, answer: (request: HttpRequest) => Promise<void>): Promise<void> {
    const answerRead = async (): Promise<void> => answer(await readRequest(request));
    const length = bodyLength(request);
    await (length <= memory.uncounted ? answerRead() : this.#memory.run(length, answerRead));
  }
}

/** How much is read of a body at most. */
const bodyLength = ({ headers }: IncomingMessage): number =>
  headers['transfer-encoding'] === undefined
    ? Math.min(Number(headers['content-length'] ?? 0), longestBody)
    : longestBody;

/** Reads a request to its end, chunked or not. */
const readRequest = async (request: IncomingMessage): Promise<HttpRequest> => {
  const { method = 'GET', headers } = request;
  const body = await unlessSilent(request, () => readBody(request));
  return { method, ...requestTarget(request), headers, body, isFromLocalProgram: isFromLocalProgram(request) };
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

/** Browsers name the origin of a page in each POST of it, and newer ones where it was sent from. */
const isFromLocalProgram = ({ headers, socket }: IncomingMessage): boolean =>
  headers.origin === undefined && headers['sec-fetch-site'] === undefined && isFromHere(socket.remoteAddress);
