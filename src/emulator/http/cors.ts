import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

/**
 * Lets pages of these origins use the emulator, in the headers that browsers ask for, and no others: programs name no origin.
 * `onRefused` is told of the origin of a page that may not. True where the request was no more than a browser's question whether the page may ask: it is answered then.
 */
export const cors = (
  origins: readonly string[],
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  onRefused: (origin: string) => void,
): boolean => {
  const { origin } = headers;
  if (origins.length > 0) response.setHeader('Vary', 'Origin');
  if (origin === undefined) return false;
  if (!origins.includes(origin)) {
    onRefused(origin);
    throw new ServiceRefusal(
      'Forbidden',
      'Pages of this origin may not use the emulator: see its option `origins`.',
      403,
    );
  }
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After, ETag');
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
