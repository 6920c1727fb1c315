import { fieldsOf } from './fields.js';
import type { HttpAsk, Protocol } from './Protocol.js';
import { Refusal } from './ServiceRefusal.js';

/** AgentBay's actions, where they are not named like the operation (wire-protocol.md, section 4). */
const names: ReadonlyMap<string, string> = new Map([
  ['CreateMcpSession', 'CreateSession'],
  ['GetSessionDetail', 'GetSessionInfo'],
  ['DeleteSessionAsync', 'DeleteSession'],
  ['ReleaseMcpSession', 'DeleteSession'],
]);

/** AgentBay: one URL, the action in the query or a header, parameters and key in the query or a form; PascalCase. */
export const agentBayProtocol: Protocol = {
  read: (ask) => {
    const action = actionIn(ask) ?? '';
    const params = new URLSearchParams(ask.body);
    const fields = fieldsOf([...ask.query, ...params]);
    const isRead = action === 'GetAndLoadInternalContext' && ask.method === 'GET';
    if (ask.method !== 'POST' && !isRead) {
      throw new Refusal('InvalidAction.NotFound', 'There is no such operation.', 404);
    }
    return {
      operation: names.get(action) ?? action,
      fields,
      apiKey: /^Bearer (\S+)$/.exec(fields['authorization'] ?? '')?.[1],
    };
  },
  good: ({ data, nextToken, maxResults, totalCount }, requestId) => ({
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
  bad: ({ code, message, httpStatus }, requestId) => ({
    Success: false,
    Code: code,
    Message: message,
    HttpStatusCode: httpStatus,
    RequestId: requestId,
  }),
};

/** The action that is asked for; undefined where it is no request of AgentBay's. */
export const actionIn = ({ query, headers }: HttpAsk): string | undefined =>
  query.get('Action') ?? (typeof headers['x-acs-action'] === 'string' ? headers['x-acs-action'] : undefined);

/** `contexts` is the one key in small letters (wire-protocol.md, section 4.8). */
const pascalCased = (data: unknown): unknown => {
  if (Array.isArray(data)) return data.map(pascalCased);
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).map(([key, value]: [string, unknown]) => [
    key === 'contexts' ? key : key.charAt(0).toUpperCase() + key.slice(1),
    value,
  ]);
  return Object.fromEntries(entries) as unknown;
};
