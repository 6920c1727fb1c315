import type { ServerResponse } from 'node:http';
import { faultCall } from '../faults/FaultCall.js';
import type { Fault } from '../faults/Faults.js';
import { garbledBody, injectedRefusal, injectFault } from '../faults/injectFault.js';
import { agbProtocol } from '../protocol/agbProtocol.js';
import { actionOf, agentBayProtocol } from '../protocol/agentBayProtocol.js';
import { withoutKeys } from '../protocol/fields.js';
import type { HttpRequest, OperationCall, Protocol } from '../protocol/Protocol.js';
import { ServiceRefusal, toRefusal } from '../protocol/ServiceRefusal.js';
import { operations } from '../service/operations.js';
import type { ResettableRuntime } from '../service/ResettableRuntime.js';
import type { Scopes } from '../state/Scopes.js';
import { attempt } from './attempt.js';
import type { Authenticate } from './authenticate.js';

/** What answers need. */
export interface RequestContext {
  readonly runtime: Pick<ResettableRuntime, 'current' | 'run' | 'isClosing'>;
  readonly scopes: Scopes;
  readonly authenticate: Authenticate;
  /** By which URL the client reaches the emulator. */
  readonly baseUrl: string;
}

/** Answers a request for an operation, in the protocol that it came in, with the faults that were asked for. */
export const answerApi = async (
  context: RequestContext,
  request: HttpRequest,
  response: ServerResponse,
): Promise<void> => {
  const { runtime, scopes } = context;
  const { clock, stops } = runtime.current().runtime;
  const protocol = actionOf(request) === undefined && request.path !== '/' ? agbProtocol : agentBayProtocol;
  const at = clock();
  const call = attempt(() => protocol.decodeCall(request));
  const owner = scopes.ownerOfKey('right' in call ? call.right.apiKey : protocol.apiKeyOf(request)) ?? '';
  const requestId = scopes.ids(owner).requestId();
  const { operation, fields }: Pick<OperationCall, 'operation' | 'fields'> =
    'right' in call ? call.right : { operation: protocol.operationOf(request), fields: {} };
  const fault = scopes.consume(owner, faultCall(operation, fields));
  const note = (httpStatus: number, code: string): void => {
    scopes.addRequest(owner, { at, operation, fields: withoutKeys(fields), httpStatus, code, requestId });
  };

  if (await injectFault(fault, response, stops.of(owner))) {
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
  { runtime, authenticate, baseUrl }: RequestContext,
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
    return await run({ service, owner, fields, fault, fileTransferPath, baseUrl, isFromLocalProgram });
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
