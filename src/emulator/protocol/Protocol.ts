import type { Refusal } from './ServiceRefusal.js';

/** An HTTP request, read to its end. */
export interface HttpAsk {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The parameters of an operation: camelCase names, trimmed text; what is blank is absent. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** What is asked of the service, whatever the protocol. */
export interface Ask {
  readonly operation: string;
  readonly fields: Fields;
  /** Undefined where none was sent. */
  readonly apiKey: string | undefined;
}

/** What an operation answers. */
export interface Reply {
  /** An object, an array of objects, with camelCase keys, or text. */
  readonly data?: unknown;
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
  readonly totalCount?: number | undefined;
}

/** One service's way to ask and answer. */
export interface Protocol {
  /** @throws {@link Refusal} if it cannot be read. */
  readonly read: (ask: HttpAsk) => Ask;
  readonly good: (reply: Reply, requestId: string) => object;
  readonly bad: (refusal: Refusal, requestId: string) => object;
}
