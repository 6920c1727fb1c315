import type { ServiceRefusal } from './ServiceRefusal.js';

/** An HTTP request, read to its end. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The parameters of an operation: camelCase names, trimmed text; what is blank is absent. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** What is asked of the service, whatever the protocol. */
export interface OperationCall {
  readonly operation: string;
  readonly fields: Fields;
  /** Undefined where none was sent. */
  readonly apiKey: string | undefined;
}

/** What an operation answers. */
export interface OperationResult {
  /** An object, an array of objects, with camelCase keys, or text. */
  readonly data?: unknown;
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
  readonly totalCount?: number | undefined;
}

/** One service's way to request and answer. */
export interface Protocol {
  /** Where files lie in a session that are given to it by the clients' own helpers (docs/protocol.md, section 4.11). */
  readonly fileTransferPath: string;
  /** What is asked for, as far as a name can be made out; empty where none can. */
  readonly operationOf: (request: HttpRequest) => string;
  /** The key of a request; undefined where none was sent. */
  readonly apiKeyOf: (request: HttpRequest) => string | undefined;
  /** @throws {@link ServiceRefusal} if it cannot be read. */
  readonly decodeCall: (request: HttpRequest) => OperationCall;
  readonly encodeResult: (reply: OperationResult, requestId: string) => object;
  readonly encodeRefusal: (refusal: ServiceRefusal, requestId: string) => object;
}
