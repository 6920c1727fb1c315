import type { Decoder, Validation } from 'io-ts';
import type { HttpRequest } from './HttpRequest.js';
import type { Data, OperationName, Params } from './operations.js';

/** What every answer of a service says around its data. */
export interface Envelope {
  readonly success: boolean;
  /** The HTTP status that the body speaks of; 0 where it does not. */
  readonly httpStatus: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly data: unknown;
}

/** How one operation is said, and how its data is read. */
export interface DialectOperation<K extends OperationName> {
  readonly request: (params: Params<K>) => HttpRequest;
  readonly data: Decoder<unknown, Data<K>>;
  /** Where this operation is answered in another form than the others. */
  readonly envelope?: ReadEnvelope;
}

/** Reads the JSON of a body; the headers have the request id where the body has none. */
export type ReadEnvelope = (body: unknown, headers: Headers) => Validation<Envelope>;

/** One service's way to say what all of them can: requests out, envelopes and data in. No I/O. */
export interface Dialect {
  readonly operations: { readonly [K in OperationName]: DialectOperation<K> };
  readonly envelope: ReadEnvelope;
}

/** What a dialect needs to address a service. */
export interface Credentials {
  readonly endpoint: URL;
  readonly apiKey: string;
}
