import type { ContextError } from '../../model/errors/ContextError.js';
import { retryAfterOf } from '../../model/errors/retryAfterOf.js';
import { pageJson } from './pageJson.js';

/** An answer that says no more than its status. */
export const plain = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { 'Cache-Control': 'no-store', ...headers } });

/** What a start was answered with that is none: plain JSON, for it may be asked for again. */
export interface SyncRefusal {
  /** The HTTP status of the answer. */
  readonly status: number;
  /** The error for the page. */
  readonly json: string;
  /** When to ask again, in seconds. */
  readonly retryAfter?: number | undefined;
}

/** The refusal of a start that surely triggered nothing. What the service refused us is no fault of the page. */
export const refusalOf = (error: ContextError): SyncRefusal => {
  const seconds = Math.ceil(retryAfterOf(error) / 1000);
  return {
    status: error._tag === 'InvalidRequest' ? 400 : error._tag === 'RateLimited' ? 429 : 502,
    json: pageJson({ error }),
    ...(seconds > 0 && { retryAfter: seconds }),
  };
};

/** It is started at this moment, by another server (draft-ietf-httpapi-idempotency-key-header, section 2.6). */
export const inProgress: SyncRefusal = { status: 409, json: '{}', retryAfter: 1 };

export const refused = ({ status, json, retryAfter }: SyncRefusal): Response =>
  new Response(json, {
    status,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    },
  });
