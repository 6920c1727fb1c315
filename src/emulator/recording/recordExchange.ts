import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { nodeAbortController } from '../concurrency/nodeAbortController.js';
import type { Handler } from '../http/HttpServer.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import {
  clientLeft,
  endToEnd,
  headerList,
  headerOf,
  type Exchange,
  type HeaderList,
  type RecordedAnswer,
  type RecordedRequest,
} from './Exchange.js';
import { errorCode, forward } from './forward.js';
import { decompressed, readBody } from './readBody.js';
import { RecordedBody } from './RecordedBody.js';
import type { Secrets } from './Secrets.js';
import { storageUrl, withProxiedUrls } from './storageUrls.js';

/** What a recording goes by. */
export interface RecordingContext {
  readonly endpoint: URL;
  readonly ca: string | undefined;
  readonly file: string;
  readonly secrets: Secrets;
  /** The origins of the presigned URLs that were answered: nothing goes elsewhere. */
  readonly storages: Set<string>;
  /** Where the proxy listens. */
  readonly proxy: () => string;
}

/** A request that is on its way. */
interface Passing {
  readonly context: RecordingContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The path and the query, as they were written. */
  readonly target: string;
  /** Aborted where the client leaves. */
  readonly signal: AbortSignal;
  readonly number: number;
}

type Passed = Pick<Exchange, 'isTransfer' | 'request' | 'answer'>;

/** Sends requests on, and tells of each with what was answered. */
export const recordExchange = (context: RecordingContext, tell: (exchange: Exchange) => void): Handler => {
  let last = 0;
  return async (request, response) => {
    const [startedAt, begun] = [Date.now(), performance.now()];
    const leaving = nodeAbortController();
    response.once('close', () => {
      if (!response.writableFinished) leaving.abort();
    });
    const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
    const passing = { context, request, response, target, signal: leaving.signal, number: ++last };
    const passed = await (storageUrl(target) === undefined ? passCall(passing) : passTransfer(passing));
    tell({ startedAt, time: Math.round(performance.now() - begun), ...passed });
  };
};

/** A call of the service: its answer is short, and may have presigned URLs. */
const passCall = async ({ context, request, response, target, signal }: Passing): Promise<Passed> => {
  const { endpoint, ca, secrets, storages, proxy } = context;
  const { method = 'GET' } = request;
  const given = headerList(request.rawHeaders);
  const { content: body, error: unread } = await readBody(request);
  if (unread !== undefined) throw new ServiceRefusal('InvalidParameter', `The request broke off: ${unread}.`);
  const [place = '', ...query] = target.split('?');
  const text = body.toString();
  secrets.learn(given, query.join('?'), text);
  const url = endpoint.href.replace(/\/$/, '') + (place.startsWith('/') ? target : `/${target}`);
  const sent: RecordedRequest = {
    method,
    url: secrets.url(url),
    headers: secrets.headers(given),
    body: secrets.body(text, headerOf(given, 'content-type')),
    bodySize: body.length,
  };
  try {
    const to = { origin: endpoint.origin, target: url.slice(endpoint.origin.length), method };
    const answer = await forward({ ...to, headers: endToEnd(given, 'host'), body }, ca, signal);
    const headers = headerList(answer.rawHeaders);
    const { content, error } = await readBody(answer);
    const plain = error === undefined ? decompressed(content, headerOf(headers, 'content-encoding')) : content;
    const proxied = withProxiedUrls(plain.toString(), proxy(), (origin) => storages.add(origin));
    if (error !== undefined) giveCut(response, answer, content);
    else if (proxied === plain.toString()) give(response, answer, content);
    else give(response, answer, Buffer.from(proxied), 'content-encoding');
    const clean = secrets.body(plain.toString(), headerOf(headers, 'content-type'));
    const kept = {
      ...recordedHead(answer, secrets, error),
      content: clean === plain.toString() ? plain : Buffer.from(clean),
      ...(error === undefined && { headers: secrets.headers(endToEnd(headers, 'content-encoding', 'content-length')) }),
    };
    return { isTransfer: false, request: sent, answer: kept };
  } catch (error) {
    response.destroy();
    return { isTransfer: false, request: sent, answer: unanswered(signal, error) };
  }
};

/** A file, which goes through as it comes. */
const passTransfer = async (passing: Passing): Promise<Passed> => {
  const { context, request, response, target, signal, number } = passing;
  const { ca, file, secrets, storages } = context;
  const { method = 'GET' } = request;
  const storage = storageUrl(target);
  if (storage === undefined || !storages.has(storage.origin)) {
    throw new ServiceRefusal('NotRecorded', 'No answer of the service had this URL.', 404);
  }
  const given = headerList(request.rawHeaders);
  let bodySize = 0;
  request.on('data', (chunk: Buffer) => (bodySize += chunk.length));
  const sent = (): RecordedRequest => ({
    method,
    url: secrets.url(storage.origin + storage.target, true),
    headers: secrets.headers(given),
    body: undefined,
    bodySize,
  });
  try {
    const answer = await forward({ ...storage, method, headers: endToEnd(given, 'host'), body: request }, ca, signal);
    const recorded = new RecordedBody(file, number, secrets.mask());
    response.writeHead(answer.statusCode ?? 0, answer.statusMessage, flat(endToEnd(headerList(answer.rawHeaders))));
    const error = await pipeline(
      answer,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          await recorded.add(chunk);
          yield chunk;
        }
      },
      response,
    ).then(
      () => undefined,
      (thrown: unknown) => (signal.aborted ? clientLeft : errorCode(thrown)),
    );
    const content = await recorded.end();
    return { isTransfer: true, request: sent(), answer: { ...recordedHead(answer, secrets, error), content } };
  } catch (error) {
    response.destroy();
    return { isTransfer: true, request: sent(), answer: unanswered(signal, error) };
  }
};

const recordedHead = (answer: IncomingMessage, secrets: Secrets, error: string | undefined) => ({
  status: answer.statusCode ?? 0,
  statusText: answer.statusMessage ?? '',
  headers: secrets.headers(endToEnd(headerList(answer.rawHeaders))),
  error,
});

const unanswered = (signal: AbortSignal, error: unknown): RecordedAnswer => ({
  status: 0,
  statusText: '',
  headers: [],
  content: Buffer.alloc(0),
  error: signal.aborted ? clientLeft : errorCode(error),
});

const give = (response: ServerResponse, answer: IncomingMessage, content: Buffer, ...without: string[]): void => {
  const headers = endToEnd(headerList(answer.rawHeaders), 'content-length', ...without);
  const length = ['Content-Length', String(content.length)] as const;
  response.writeHead(answer.statusCode ?? 0, answer.statusMessage, flat([...headers, length])).end(content);
};

/** The client is to see what came, and that it is not all. */
const giveCut = (response: ServerResponse, answer: IncomingMessage, content: Buffer): void => {
  response.writeHead(answer.statusCode ?? 0, answer.statusMessage, flat(endToEnd(headerList(answer.rawHeaders))));
  response.flushHeaders();
  response.write(content, () => setTimeout(() => response.destroy(), 2));
};

const flat = (headers: HeaderList): string[] => headers.flat();
