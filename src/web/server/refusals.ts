import type { ContextError } from '../../model/errors/ContextError.js';
import { retryAfterOf } from '../../model/errors/retryAfterOf.js';
import { pageJson } from './pageJson.js';

/** An answer that says no more than its status. */
export const plain = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { 'Cache-Control': 'no-store', ...headers } });

/** The answer to a start that surely triggered nothing, with the error for the page. What the service refused us is no fault of the page. */
export const refusal = (error: ContextError): Response => {
  const seconds = Math.ceil(retryAfterOf(error) / 1000);
  return new Response(pageJson({ error }), {
    status: error._tag === 'InvalidRequest' ? 400 : error._tag === 'RateLimited' ? 429 : 502,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      ...(seconds > 0 && { 'Retry-After': String(seconds) }),
    },
  });
};

/** Whether nothing was triggered. Of other errors nobody knows: what was started can be followed. */
export const wasRefused = ({ _tag }: ContextError): boolean =>
  ['InvalidRequest', 'Unauthorized', 'NotFound', 'Refused', 'RateLimited'].includes(_tag);
