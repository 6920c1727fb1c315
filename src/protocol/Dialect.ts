import type { Decoder, Validation } from 'io-ts';
import type { HttpRequest } from './http/HttpRequest.js';
import type { CommonOperation, Data, OperationName, Params } from './operations.js';

/** What every answer of a service says around its data. */
export interface Envelope {
  readonly success: boolean;
  /** The HTTP status that the body speaks of; 0 where it does not. */
  readonly httpStatus: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly data: unknown;
  /** Asks for the next page of a list; empty where there is none. */
  readonly nextToken: string;
  /** How long the whole list is; undefined where that is not said. */
  readonly totalCount: number | undefined;
}

/** How one operation is said, and how its data is read. */
export interface DialectOperation<K extends OperationName> {
  /** @throws `InvalidRequest` if a parameter breaks a rule of this service alone. */
  readonly request: (params: Params<K>) => HttpRequest;
  readonly data: Decoder<unknown, Data<K>>;
  /** Where this operation is answered in another form than the others. */
  readonly envelope?: ReadEnvelope;
}

/** Reads the JSON of a body; the headers have the request id where the body has none. */
export type ReadEnvelope = (body: unknown, headers: Headers) => Validation<Envelope>;

/** One service's way to say what all of them can, or more: requests out, envelopes and data in. No I/O. */
export interface Dialect<Name extends OperationName = CommonOperation> {
  readonly operations: { readonly [K in Name]: DialectOperation<K> };
  readonly envelope: ReadEnvelope;
}

/** What a dialect needs to address a service. */
export interface Credentials {
  readonly endpoint: URL;
  readonly apiKey: string;
  /** The region that contexts and sessions belong to; undefined = the service's own. */
  readonly regionId?: string | undefined;
}
