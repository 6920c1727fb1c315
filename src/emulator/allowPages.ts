import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Lets pages of these origins read the answers, in the headers that browsers ask for. True where the request was no more than
 * a browser's question whether the page may ask: it is answered then.
 */
export const allowPages = (
  origins: readonly string[],
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): boolean => {
  const { origin } = headers;
  if (origin === undefined || !origins.includes(origin)) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After, ETag');
  response.setHeader('Vary', 'Origin');
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'GET, POST, PUT',
    'Access-Control-Allow-Headers': headers['access-control-request-headers'] ?? '',
    'Access-Control-Allow-Private-Network': 'true',
    'Access-Control-Max-Age': '600',
  });
  response.end();
  return true;
};
