import * as t from 'io-ts';
import { uncapitalized } from './letterCase.js';

/** What every answer of a service says around its data. */
export interface Envelope {
  readonly success: boolean;
  /** The HTTP status that the body speaks of; 0 where it does not. */
  readonly httpStatus: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  /** As the decoders of operations read it: with keys in camelCase. */
  readonly data: unknown;
  /** Asks for the next page of a list; empty where there is none. */
  readonly nextToken: string;
  /** How long the whole list is; undefined where that is not said. */
  readonly totalCount: number | undefined;
}

/** Reads the JSON of a body; the headers have the request id where the body has none. */
export type ReadEnvelope = (body: unknown, headers: Headers) => t.Validation<Envelope>;

/** A good answer may still carry a refusal in its data: a session that was not made (docs/protocol.md, section 4.6). */
export const withInnerRefusal = (outer: t.Validation<Envelope>): t.Validation<Envelope> => {
  if (outer._tag === 'Left') return outer;
  const { success, errMsg } = uncapitalized(outer.right.data as Record<string, unknown>);
  if (success !== false) return outer;
  return t.success<Envelope>({ ...outer.right, success, message: typeof errMsg === 'string' ? errMsg : '' });
};
