import { agbProtocol } from '../protocol/agbProtocol.js';
import { actionOf, agentBayProtocol } from '../protocol/agentBayProtocol.js';
import type { Fields, HttpMessage, Protocol } from '../protocol/Protocol.js';

/** What a request asks for. */
export interface Call {
  readonly operation: string;
  /** The same for the same call, whoever asks, and when. */
  readonly key: string;
  /** For people. */
  readonly text: string;
  /** Whose answer it wants. */
  readonly protocol: Protocol;
}

/** What differs each time, or tells of the client alone. */
const uncompared = new Set([
  ...['authorization', 'action', 'format', 'version', 'timestamp', 'sdkStats'],
  ...['signatureNonce', 'signature', 'signatureMethod', 'signatureVersion', 'accessKeyId', 'securityToken'],
]);

/** The operation that is asked for, with its parameters, by either protocol. */
export const callOf = (request: HttpMessage): Call => {
  const isAgb = actionOf(request) === undefined && request.path !== '/';
  const protocol = isAgb ? agbProtocol : agentBayProtocol;
  const { operation, fields } = decoded(protocol, request);
  const compared = Object.entries(fields)
    .filter(([name]) => !uncompared.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const service = isAgb ? 'AGB' : 'AgentBay';
  const parameters = JSON.stringify(Object.fromEntries(compared));
  const key = `${service} ${operation} ${parameters}`;
  return { operation, key, text: shown(key), protocol };
};

/** The transfer of a file: what is in the query of a presigned URL is made anew each time. */
export const transferOf = (method: string, url: string): Pick<Call, 'operation' | 'key' | 'text'> => {
  const [place = ''] = url.split('?', 1);
  const operation = `${method} of a file`;
  return { operation, key: `${method} ${place}`, text: shown(`${method} ${place}`) };
};

/** What a request says must not steer a terminal. */
const shown = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');

/** What the emulator does not know, a service may. */
const decoded = (protocol: Protocol, request: HttpMessage): { readonly operation: string; readonly fields: Fields } => {
  const { method, path, query, body } = request;
  try {
    return protocol.decodeCall(request);
  } catch {
    return { operation: `${method} ${path}`, fields: { ...Object.fromEntries(query), ...(body !== '' && { body }) } };
  }
};
