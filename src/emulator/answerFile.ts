import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { ContextFileUrls } from './ContextFileUrls.js';
import { targetOf } from './readAsk.js';
import type { Refusal } from './Refusal.js';
import { refusalOf } from './refusalOf.js';

/** Takes or gives a file at a presigned URL, as storages do: refusals are XML. */
export const answerFile = async (
  files: ContextFileUrls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { path, query } = targetOf(request);
  try {
    const file = files.fileOf(request.method ?? '', path, query);
    if (request.method === 'PUT') {
      await files.put(file, request);
      response.writeHead(200, { ETag: `"${Date.now().toString(16)}"`, 'Content-Length': 0 }).end();
    } else {
      const { size, content } = await files.open(file);
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size });
      await pipeline(content, response);
    }
  } catch (error) {
    if (response.headersSent) response.destroy();
    else refuse(response, refusalOf(error));
  }
};

const refuse = (response: ServerResponse, { code, message, httpStatus }: Refusal): void => {
  const text = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  response.writeHead(httpStatus, { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
};

const escaped = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
