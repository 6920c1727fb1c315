import type { ReadEnvelope } from './Envelope.js';
import type { HttpRequest } from './http/HttpClient.js';
import type { CommonOperation, Decoders, OperationName, Params } from './operations.js';

/** One service's way to say what all of them can, or more: requests out, envelopes and data in. No I/O. */
export interface Dialect<Name extends OperationName = CommonOperation> {
  /** What all requests carry. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requests: Requests<Name>;
  /** How the data of good answers is read. */
  readonly decoders: Pick<Decoders, Name>;
  readonly envelope: ReadEnvelope;
  /** Operations that are answered in another form than the others. */
  readonly envelopes: { readonly [K in Name]?: ReadEnvelope };
}

/**
 * How each operation is said.
 *
 * @throws `InvalidRequest` if a parameter breaks a rule of this service alone.
 */
export type Requests<Name extends OperationName = CommonOperation> = {
  readonly [K in Name]: (params: Params<K>) => HttpRequest;
};

/** What a dialect needs to address a service. */
export interface Credentials {
  readonly endpoint: URL;
  readonly apiKey: string;
  /** The region that contexts and sessions belong to; undefined = the service's own. */
  readonly regionId?: string | undefined;
}
