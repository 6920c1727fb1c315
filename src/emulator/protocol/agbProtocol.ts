import { parseJson, toFields } from './fields.js';
import type { HttpRequest, Protocol } from './Protocol.js';
import { ServiceRefusal } from './ServiceRefusal.js';

/** AGB's paths below `/sdk` and `/mcp`, where they are not named like the operation (docs/protocol.md, sections 1.2 and 4). */
const operationsByPath: ReadonlyMap<string, string> = new Map([
  ['releaseSessionAsync', 'DeleteSession'],
  ['releaseSession', 'DeleteSession'],
  ['createSession', 'CreateSession'],
  ['getSession', 'GetSession'],
  ['getSessionInfo', 'GetSessionInfo'],
  ['getMcpResource', 'GetMcpResource'],
  ['listTools', 'ListMcpTools'],
  ['refreshSessionIdleTime', 'RefreshSessionIdleTime'],
]);

/** The operations that are asked for with GET. */
const getOperations = new Set(['GetContextInfo', 'GetContext', 'ListContexts', 'ListSession', 'GetLabel']);

const operationOf = ({ path }: HttpRequest): string => {
  const [, name = ''] = /^\/(?:sdk|mcp)\/(.+)$/.exec(path) ?? [];
  return operationsByPath.get(name) ?? name;
};

const apiKeyOf = ({ headers }: HttpRequest): string | undefined =>
  /^Bearer (\S+)$/.exec(String(headers['authorization'] ?? ''))?.[1];

/** AGB: parameters in the query below `/sdk`, and in a JSON body below `/mcp`; camelCase; the key in a header. */
export const agbProtocol: Protocol = {
  fileTransferPath: '/tmp/file_transfer',
  operationOf,
  apiKeyOf,
  decodeCall: (request) => {
    const operation = operationOf(request);
    if (operation === '' || request.method !== (getOperations.has(operation) ? 'GET' : 'POST')) {
      throw new ServiceRefusal('InvalidAction.NotFound', 'There is no such operation.', 404);
    }
    return { operation, fields: toFields([...request.query, ...bodyParameters(request)]), apiKey: apiKeyOf(request) };
  },
  encodeResult: ({ data, nextToken, maxResults, totalCount }, requestId) => ({
    success: true,
    code: 'ok',
    message: '',
    httpStatusCode: 200,
    requestId,
    data,
    nextToken,
    maxResults,
    totalCount,
    count: totalCount,
  }),
  encodeRefusal: ({ code, message, httpStatus }, requestId) => ({
    success: false,
    code,
    message,
    httpStatusCode: httpStatus,
    requestId,
  }),
};

/** The TypeScript client says JSON and sends no body at all, the Python one an empty object (docs/protocol.md, section 1.2). */
const bodyParameters = ({ body }: HttpRequest): [string, string][] => {
  if (body.trim() === '') return [];
  const json = parseJson(body);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ServiceRefusal('InvalidParameter', 'The body must be a JSON object.');
  }
  return Object.entries(json).flatMap(([name, value]: [string, unknown]): [string, string][] =>
    value === null ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
  );
};
