import { toFields } from './fields.js';
import type { Fields, HttpRequest, Protocol } from './Protocol.js';
import { ServiceRefusal } from './ServiceRefusal.js';

/** AgentBay's actions, where they are not named like the operation (docs/protocol.md, section 4). */
const operationsByAction: ReadonlyMap<string, string> = new Map([
  ['CreateMcpSession', 'CreateSession'],
  ['GetSessionDetail', 'GetSessionInfo'],
  ['DeleteSessionAsync', 'DeleteSession'],
  ['ReleaseMcpSession', 'DeleteSession'],
]);

/** The action that is asked for; undefined where it is no request of AgentBay's. */
export const actionOf = ({ query, headers }: HttpRequest): string | undefined =>
  query.get('Action') ?? (typeof headers['x-acs-action'] === 'string' ? headers['x-acs-action'] : undefined);

const operationOf = (request: HttpRequest): string => {
  const action = actionOf(request) ?? '';
  return operationsByAction.get(action) ?? action;
};

const fieldsOf = ({ query, body }: HttpRequest): Fields => toFields([...query, ...new URLSearchParams(body)]);

const apiKeyIn = (fields: Fields): string | undefined => /^Bearer (\S+)$/.exec(fields['authorization'] ?? '')?.[1];

/** AgentBay: one URL, the action in the query or a header, parameters and key in the query or a form; PascalCase. */
export const agentBayProtocol: Protocol = {
  fileTransferPath: '/tmp/file-transfer',
  operationOf,
  apiKeyOf: (request) => apiKeyIn(fieldsOf(request)),
  decodeCall: (request) => {
    const operation = operationOf(request);
    const fields = fieldsOf(request);
    const isRead = operation === 'GetAndLoadInternalContext' && request.method === 'GET';
    if (request.method !== 'POST' && !isRead) {
      throw new ServiceRefusal('InvalidAction.NotFound', 'There is no such operation.', 404);
    }
    return { operation, fields, apiKey: apiKeyIn(fields) };
  },
  encodeResult: ({ data, nextToken, maxResults, totalCount }, requestId) => ({
    Success: true,
    Code: 'ok',
    Message: '',
    HttpStatusCode: 200,
    RequestId: requestId,
    Data: pascalCased(data),
    NextToken: nextToken,
    MaxResults: maxResults,
    TotalCount: totalCount,
    Count: totalCount,
  }),
  encodeRefusal: ({ code, message, httpStatus }, requestId) => ({
    Success: false,
    Code: code,
    Message: message,
    HttpStatusCode: httpStatus,
    RequestId: requestId,
  }),
};

/** `contexts` is the one key in small letters (docs/protocol.md, section 4.8), types of files the one value in capitals (4.10). */
const pascalCased = (data: unknown): unknown => {
  if (Array.isArray(data)) return data.map(pascalCased);
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).map(([key, value]: [string, unknown]) => [
    key === 'contexts' ? key : key.charAt(0).toUpperCase() + key.slice(1),
    key === 'fileType' ? String(value).toUpperCase() : value,
  ]);
  return Object.fromEntries(entries) as unknown;
};
