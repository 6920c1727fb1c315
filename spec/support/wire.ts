import type { Received } from './server.js';

/** A request in one line of its own protocol: what is asked for, and the parameters in their order, decoded. */
export type WireLine = (request: Received) => string;

const decoded = (params: string): string =>
  [...new URLSearchParams(params)].map(([key, value]) => `${key}=${value}`).join('&');

/** `GET /sdk/GetContext?name=my ctx`; a JSON body comes after it. */
export const agbLine: WireLine = ({ method, url, body }) => {
  const [path = '', query = ''] = url.split('?');
  return [method, query === '' ? path : `${path}?${decoded(query)}`, body].filter(Boolean).join(' ');
};

const standard =
  /^Action=(\w+)&Format=json&Version=2025-05-06&Timestamp=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ&SignatureNonce=[\da-f]{32}(?:&(.*))?$/;

/** `GetContext | AllowCreate=false&Name=my ctx`: the operation, what is in the query, and the form; the key is left out where it belongs. */
export const agentBayLine: WireLine = ({ method, url, headers, body }) => {
  const [path = '', query = ''] = url.split('?');
  const [, action = '', rest = ''] = standard.exec(decoded(query)) ?? [];
  const key = 'Authorization=Bearer any-key';
  const isSync = action === 'SyncContext';
  const wrong =
    method !== 'POST' ||
    path !== '/' ||
    headers['x-acs-action'] !== action ||
    headers['x-acs-version'] !== '2025-05-06' ||
    headers['content-type'] !== 'application/x-www-form-urlencoded' ||
    headers['authorization'] !== undefined ||
    rest.includes(key) !== isSync ||
    decoded(body).startsWith(key) === isSync;
  const shown = (text: string): string => text.replace(key, '').replace(/^&/, '');
  return wrong ? `wrong: ${method} ${url} ${body}` : [action, shown(rest), shown(decoded(body))].join('|');
};
