import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../faults/Faults.js';
import { garbledBody, injectedRefusal, injectFault } from '../faults/injectFault.js';
import { toRefusal, type ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { RequestContext } from './answerApi.js';
import { attempt } from './attempt.js';
import { giveFile, partAskedFor } from './giveFile.js';
import { requestTarget } from './readRequest.js';
import { unlessSilent } from './silence.js';

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
      const tag = await unlessSilent(request, () => service.files.put(address, request));
      note(200, 'ok');
      taken(response, tag, fault);
    } else {
      await service.files.use(address, async (file) => {
        const given = partAskedFor(request, response, file);
        note(given.httpStatus, 'ok');
        await giveFile(response, given, fault);
      });
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

const taken = (response: ServerResponse, tag: string, { connection }: Fault): void => {
  // Taken, and nobody is told.
  if (connection === 'cut') response.destroy();
  else response.writeHead(200, { ETag: tag }).end(connection === 'garble' ? garbledBody : '');
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
    // Of what was not read the rest would be taken for another request.
    ...(!response.req.complete && { Connection: 'close' }),
  });
  response.end(text);
};

const escaped = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
