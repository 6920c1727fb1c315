import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Handler } from '../http/HttpServer.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { newRequestId } from '../protocol/wireForms.js';
import { callOf, transferOf, type Call } from './callOf.js';
import { clientLeft, headerList, headerOf, type HeaderList, type RecordedAnswer } from './Exchange.js';
import { readBody } from './readBody.js';
import type { RecordedCalls } from './RecordedCalls.js';
import { Secrets } from './Secrets.js';
import { storageUrl, withProxiedUrls } from './storageUrls.js';

/** What a replay goes by. */
export interface ReplayContext {
  readonly calls: RecordedCalls;
  /** Where the replay listens. */
  readonly proxy: () => string;
}

/** Answers requests as they were answered. `onUnmatched` is told of those that were not recorded. */
export const replayExchange =
  ({ calls, proxy }: ReplayContext, onUnmatched: (text: string) => void): Handler =>
  async (request, response) => {
    const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
    const storage = storageUrl(target);
    const call = storage === undefined ? await readCall(request, target) : await readTransfer(request, storage);
    const answer = calls.next(call);
    if (answer === undefined) {
      const message = calls.unmatched(call);
      onUnmatched(message);
      refuse(response, message, call.protocol);
      return;
    }
    await give(response, storage === undefined ? withOwnUrls(answer, proxy()) : answer);
  };

/** What a client takes as transient, or as not there, would be more than is known. */
const refuse = (response: ServerResponse, message: string, protocol: Call['protocol'] | undefined): void => {
  const refusal = new ServiceRefusal('NotRecorded', message);
  const body = protocol?.encodeRefusal(refusal, newRequestId()) ?? { code: refusal.code, message };
  response.writeHead(refusal.httpStatus, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};

const withOwnUrls = (answer: RecordedAnswer, proxy: string): RecordedAnswer => {
  const { content, error } = answer;
  if (error !== undefined || !Buffer.isBuffer(content)) return answer;
  const text = content.toString();
  const proxied = withProxiedUrls(text, proxy, () => undefined);
  return proxied === text ? answer : { ...answer, content: Buffer.from(proxied) };
};

/** A file that is sent is read, and nobody looks at it. */
const readTransfer = async (
  request: IncomingMessage,
  { origin, target }: NonNullable<ReturnType<typeof storageUrl>>,
): Promise<Omit<Call, 'protocol'> & { readonly protocol: undefined }> => {
  request.resume();
  await once(request, 'end');
  return { ...transferOf(request.method ?? 'GET', origin + target), protocol: undefined };
};

/** What is asked, without its secrets, as it was recorded. */
const readCall = async (request: IncomingMessage, target: string): Promise<Call> => {
  const { content, error } = await readBody(request);
  if (error !== undefined) throw new ServiceRefusal('InvalidParameter', `The request broke off: ${error}.`);
  const [place = '', ...rest] = target.split('?');
  const [query, text, headers] = [rest.join('?'), content.toString(), headerList(request.rawHeaders)];
  const secrets = new Secrets();
  secrets.learn(headers, query, text);
  return callOf({
    method: request.method ?? 'GET',
    path: secrets.text(place) || '/',
    query: new URLSearchParams(secrets.parameters(query)),
    headers: request.headers,
    body: secrets.body(text, headerOf(headers, 'content-type')),
  });
};

const give = async (response: ServerResponse, answer: RecordedAnswer): Promise<void> => {
  const { status, statusText, headers, content, error } = answer;
  if (status === 0) {
    if (error !== clientLeft) response.destroy();
    return;
  }
  const size = Buffer.isBuffer(content) ? content.length : content.size;
  const kept = headers.filter(([name]) => !['set-cookie', 'transfer-encoding'].includes(name.toLowerCase()));
  const isWhole = error === undefined;
  response.writeHead(
    status,
    statusText,
    (isWhole ? [...withoutLength(kept), ['Content-Length', `${size}`]] : kept).flat(),
  );
  const body = Buffer.isBuffer(content) ? [content] : createReadStream(content.file);
  if (isWhole) {
    await pipeline(body, response);
    return;
  }
  response.flushHeaders();
  for await (const chunk of body) response.write(chunk);
  // The client is to see what came before it breaks off.
  if (error !== clientLeft) setTimeout(() => response.destroy(), 2);
};

const withoutLength = (headers: HeaderList): HeaderList =>
  headers.filter(([name]) => name.toLowerCase() !== 'content-length');
