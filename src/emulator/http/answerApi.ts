import type { ServerResponse } from 'node:http';
import type { Fault } from '../faults/Faults.js';
import { garbledBody, injectedRefusal, injectFault } from '../faults/injectFault.js';
import { agbProtocol } from '../protocol/agbProtocol.js';
import { actionOf, agentBayProtocol } from '../protocol/agentBayProtocol.js';
import type { HttpRequest, OperationCall, Protocol } from '../protocol/Protocol.js';
import { ServiceRefusal, toRefusal } from '../protocol/ServiceRefusal.js';
import { newRequestId } from '../protocol/wireForms.js';
import { operations } from '../service/operations.js';
import type { ResettableRuntime } from '../service/ResettableRuntime.js';
import type { Journal } from '../state/Journal.js';
import type { Authenticate } from './authenticate.js';

/** What answers need. */
export interface RequestContext {
  readonly runtime: Pick<ResettableRuntime, 'current' | 'run'>;
  readonly journal: Journal;
  readonly authenticate: Authenticate;
}

/** Answers a request for an operation, in the protocol that it came in, with the faults that were asked for. */
export const answerApi = async (
  context: RequestContext,
  request: HttpRequest,
  response: ServerResponse,
): Promise<void> => {
  const { runtime, journal } = context;
  const { clock, faults, stop } = runtime.current().runtime;
  const protocol = actionOf(request) === undefined && request.path !== '/' ? agbProtocol : agentBayProtocol;
  const requestId = newRequestId();
  const at = clock();
  const call = attempt(() => protocol.decodeCall(request));
  const { operation, fields }: Pick<OperationCall, 'operation' | 'fields'> =
    'right' in call ? call.right : { operation: protocol.operationOf(request), fields: {} };
  const fault = faults.consume(operation);
  const note = (httpStatus: number, code: string): void => {
    const { authorization: _key, ...shown } = fields;
    journal.addRequest({ at, operation, fields: shown, httpStatus, code, requestId });
  };

  if (await injectFault(fault, response, stop)) {
    note(0, String(fault.connection));
    return;
  }
  const result =
    'right' in call ? await runtime.run(() => perform(context, request, call.right, fault, protocol)) : call.wrong;
  const isRefusal = result instanceof ServiceRefusal;
  const httpStatus = isRefusal ? result.httpStatus : 200;
  note(httpStatus, isRefusal ? result.code : 'ok');
  const body = isRefusal ? protocol.encodeRefusal(result, requestId) : protocol.encodeResult(result, requestId);
  write(response, httpStatus, body, fault);
};

const perform = async (
  { runtime, authenticate }: RequestContext,
  { isFromLocalProgram }: HttpRequest,
  { operation, fields, apiKey }: OperationCall,
  fault: Fault,
  { fileTransferPath }: Protocol,
) => {
  try {
    const refusal = injectedRefusal(fault);
    if (refusal !== undefined) throw refusal;
    const run = Object.hasOwn(operations, operation) ? operations[operation as keyof typeof operations] : undefined;
    const owner = authenticate(apiKey);
    if (!run) throw new ServiceRefusal('InvalidAction.NotFound', 'There is no such operation.', 404);
    const { service } = runtime.current();
    return await run({ service, owner, fields, fault, fileTransferPath, isFromLocalProgram });
  } catch (error) {
    return toRefusal(error);
  }
};

const write = (response: ServerResponse, httpStatus: number, body: object, { connection, retryAfter }: Fault): void => {
  const text = connection === 'garble' ? garbledBody : JSON.stringify(body);
  response.writeHead(httpStatus, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  });
  if (connection !== 'cut') response.end(text);
  // The client is to see the headers before the body breaks off.
  else response.write(text.slice(0, text.length / 2), () => setTimeout(() => response.destroy(), 2));
};

const attempt = <T>(make: () => T): { readonly right: T } | { readonly wrong: ServiceRefusal } => {
  try {
    return { right: make() };
  } catch (error) {
    return { wrong: error instanceof ServiceRefusal ? error : new ServiceRefusal('InvalidParameter', String(error)) };
  }
};
