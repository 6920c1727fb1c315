import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ApiParts } from './answerApi.js';
import type { PlacedFile } from '../contexts/ContextFiles.js';
import { newRequestId } from '../protocol/wireForms.js';
import { garbled, isLeftWithoutAnswer, refusalIn } from '../faults/injectFault.js';
import { targetOf } from './readRequest.js';
import type { Refusal } from '../protocol/ServiceRefusal.js';
import { refusalOf } from '../protocol/refusalOf.js';
import type { Trouble } from '../faults/Trouble.js';

/** Takes or gives a file at a presigned URL, as storages do: refusals are XML. */
export const answerFile = async (
  { current, journal }: ApiParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { world, service } = current();
  const at = world.clock();
  const operation = request.method === 'PUT' ? 'PutFile' : 'GetFile';
  const trouble = world.troubles.of(operation);
  let fields: { readonly contextId?: string; readonly filePath?: string } = {};
  const note = (httpStatus: number, code: string): void => {
    journal.addRequest({ at, operation, fields, httpStatus, code, requestId: newRequestId() });
  };
  try {
    if (await isLeftWithoutAnswer(trouble, response, world.stop)) {
      note(0, String(trouble.connection));
      return;
    }
    const { path, query } = targetOf(request);
    const placed: PlacedFile = service.files.fileOf(request.method ?? '', path, query);
    fields = { contextId: placed.contextId, filePath: `/${placed.file}` };
    const refusal = refusalIn(trouble);
    if (refusal !== undefined) throw refusal;
    if (operation === 'PutFile') {
      await service.files.put(placed, request);
      note(200, 'ok');
      taken(response, trouble);
    } else {
      const file = await service.files.open(placed);
      note(200, 'ok');
      await give(response, file, trouble);
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
    const refusal = refusalOf(error);
    note(refusal.httpStatus, refusal.code);
    refuse(response, refusal, trouble);
  }
};

const taken = (response: ServerResponse, { connection }: Trouble): void => {
  // Taken, and nobody is told.
  if (connection === 'cut') response.destroy();
  else response.writeHead(200, { ETag: `"${Date.now().toString(16)}"` }).end(connection === 'garble' ? garbled : '');
};

const give = async (
  response: ServerResponse,
  { size, content }: { readonly size: number; readonly content: Readable },
  { connection }: Trouble,
): Promise<void> => {
  const headers = { 'Content-Type': 'application/octet-stream' };
  if (connection === 'garble') {
    content.destroy();
    response.writeHead(200, headers).end(garbled);
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

const refuse = (response: ServerResponse, { code, message, httpStatus }: Refusal, { retryAfter }: Trouble): void => {
  const text = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  response.writeHead(httpStatus, {
    'Content-Type': 'application/xml',
    'Content-Length': Buffer.byteLength(text),
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  });
  response.end(text);
};

const escaped = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
