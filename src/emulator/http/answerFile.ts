import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Fault } from '../faults/Faults.js';
import { garbledBody, injectedRefusal, injectFault } from '../faults/injectFault.js';
import { toRefusal, type ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { RequestContext } from './answerApi.js';
import { attempt } from './attempt.js';
import { requestTarget } from './readRequest.js';

/** Takes or gives a file at a presigned URL, as storages do: refusals are XML. */
export const answerFile = async (
  { runtime, scopes }: RequestContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const {
    runtime: { clock, stops },
    service,
  } = runtime.current();
  const at = clock();
  const operation = request.method === 'PUT' ? 'PutFile' : 'GetFile';
  const { path, query } = requestTarget(request);
  const asked = attempt(() => service.urls.verify(request.method ?? '', path, query));
  const contextId = 'right' in asked ? asked.right.contextId : undefined;
  const owner = service.contexts.ownerOf(contextId ?? '');
  const fault = scopes.consume(owner, { operation, contextId });
  let fields: { readonly contextId?: string; readonly filePath?: string } = {};
  const note = (httpStatus: number, code: string): void => {
    scopes.addRequest(owner, { at, operation, fields, httpStatus, code, requestId: scopes.ids(owner).requestId() });
  };
  try {
    if (await injectFault(fault, response, stops.of(owner))) {
      note(0, String(fault.connection));
      return;
    }
    if ('wrong' in asked) throw asked.wrong;
    const address = asked.right;
    fields = { contextId: address.contextId, filePath: `/${address.file}` };
    const refusal = injectedRefusal(fault);
    if (refusal !== undefined) throw refusal;
    if (operation === 'PutFile') {
      await service.files.put(address, request);
      note(200, 'ok');
      taken(response, fault);
    } else {
      const file = await service.files.open(address);
      note(200, 'ok');
      await give(response, file, fault);
    }
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (response.destroyed) {
      note(0, 'broken off');
      return;
    }
    const refusal = toRefusal(error);
    note(refusal.httpStatus, refusal.code);
    refuse(response, refusal, fault);
  }
};

const taken = (response: ServerResponse, { connection }: Fault): void => {
  // Taken, and nobody is told.
  if (connection === 'cut') response.destroy();
  else
    response.writeHead(200, { ETag: `"${Date.now().toString(16)}"` }).end(connection === 'garble' ? garbledBody : '');
};

const give = async (
  response: ServerResponse,
  { size, content }: { readonly size: number; readonly content: Readable },
  { connection }: Fault,
): Promise<void> => {
  const headers = { 'Content-Type': 'application/octet-stream' };
  if (connection === 'garble') {
    content.destroy();
    response.writeHead(200, headers).end(garbledBody);
    return;
  }
  if (connection === 'cut') {
    const [first = Buffer.alloc(0)] = (await content.take(1).toArray()) as Buffer[];
    // One that is empty can be cut off in its length alone.
    cut(response, first, Math.max(size, 1));
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Length': size });
  return pipeline(content, response);
};

/** The client is to see the headers before the body breaks off. */
const cut = (response: ServerResponse, body: Buffer, length: number): void => {
  response.writeHead(200, { 'Content-Length': length });
  response.flushHeaders();
  response.write(body.subarray(0, length / 2), () => setTimeout(() => response.destroy(), 2));
};

const refuse = (
  response: ServerResponse,
  { code, message, httpStatus }: ServiceRefusal,
  { retryAfter }: Fault,
): void => {
  const text = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  response.writeHead(httpStatus, {
    'Content-Type': 'application/xml',
    'Content-Length': Buffer.byteLength(text),
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  });
  response.end(text);
};

const escaped = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
