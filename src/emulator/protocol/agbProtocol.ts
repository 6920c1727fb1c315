import { fieldsOf, jsonIn } from './fields.js';
import type { HttpAsk, Protocol } from './Protocol.js';
import { Refusal } from './ServiceRefusal.js';

/** AGB's paths below `/sdk` and `/mcp`, where they are not named like the operation (wire-protocol.md, sections 1.2 and 4). */
const names: ReadonlyMap<string, string> = new Map([
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
const read = new Set(['GetContextInfo', 'GetContext', 'ListContexts', 'ListSession', 'GetLabel']);

/** AGB: parameters in the query below `/sdk`, and in a JSON body below `/mcp`; camelCase; the key in a header. */
export const agbProtocol: Protocol = {
  read: (ask) => {
    const [, root, path = ''] = /^\/(sdk|mcp)\/(\w+)$/.exec(ask.path) ?? [];
    const operation = names.get(path) ?? path;
    if (root === undefined || ask.method !== (read.has(operation) ? 'GET' : 'POST')) {
      throw new Refusal('InvalidAction.NotFound', 'There is no such operation.', 404);
    }
    return { operation, fields: fieldsOf([...ask.query, ...bodyOf(ask)]), apiKey: keyIn(ask) };
  },
  good: ({ data, nextToken, maxResults, totalCount }, requestId) => ({
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
  bad: ({ code, message, httpStatus }, requestId) => ({
    success: false,
    code,
    message,
    httpStatusCode: httpStatus,
    requestId,
  }),
};

const keyIn = ({ headers }: HttpAsk): string | undefined =>
  /^Bearer (\S+)$/.exec(String(headers['authorization'] ?? ''))?.[1];

/** The TypeScript client says JSON and sends no body at all, the Python one an empty object (wire-protocol.md, section 1.2). */
const bodyOf = ({ body }: HttpAsk): [string, string][] => {
  if (body.trim() === '') return [];
  const json = jsonIn(body);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Refusal('InvalidParameter', 'The body must be a JSON object.');
  }
  return Object.entries(json).flatMap(([name, value]: [string, unknown]): [string, string][] =>
    value === null ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
  );
};
