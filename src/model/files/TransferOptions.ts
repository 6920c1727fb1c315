import { InvalidRequest } from '../errors/InvalidRequest.js';
import { checkOptions, milliseconds, optional, withDefault, type Rule } from '../options/rules.js';
import { contentRules, fileContent, type FileContent } from './FileContent.js';

/** How a file is sent or fetched. */
export interface TransferOptions {
  /**
   * How long the whole may take, in milliseconds: the request for the URL, and the transfer.
   * @default 300 000
   */
  readonly timeout?: number | undefined;
  /**
   * How long the request for the URL may take, in milliseconds.
   * @default the client's: 60 000
   */
  readonly requestTimeout?: number | undefined;
}

/** How a file is sent. */
export interface UploadOptions extends TransferOptions {
  /**
   * The number of bytes of a stream. Many storages refuse a body of unknown length.
   * @default unknown; a Blob has its own
   */
  readonly size?: number | undefined;
  /**
   * The `Content-Type` to send.
   * @default none: a presigned URL that was signed without one may refuse it
   */
  readonly contentType?: string | undefined;
}

/** How a file is fetched. */
export interface DownloadOptions extends TransferOptions {
  /**
   * Where the bytes are written; it is closed at the end, and aborted if that does not come.
   * @default a Blob, in the result
   */
  readonly to?: WritableStream<Uint8Array> | undefined;
}

/** How long a transfer may take, in ms. */
export interface TransferPlan {
  readonly timeout: number;
  readonly requestTimeout: number;
}

// As long as the services' own clients wait for a file, at most (docs/protocol.md, section 6.3).
const transferRules = (requestTimeout: number) => ({
  timeout: withDefault(milliseconds(1), 300_000),
  requestTimeout: withDefault(milliseconds(1), requestTimeout),
});

/** Checks what is to be sent, and how. `requestTimeout` is the client's. */
export const uploadPlan = (
  content: unknown,
  given: UploadOptions | undefined,
  requestTimeout: number,
): TransferPlan & { readonly content: FileContent } => {
  const { size, contentType, ...plan } = checkOptions({ ...contentRules, ...transferRules(requestTimeout) }, given);
  return { content: fileContent(content, size, contentType), ...plan };
};

/** Checks how a file is to be fetched. `requestTimeout` is the client's. */
export const downloadPlan = (
  given: DownloadOptions | undefined,
  requestTimeout: number,
): TransferPlan & { readonly to: WritableStream<Uint8Array> | undefined } =>
  checkOptions({ to: optional(sink), ...transferRules(requestTimeout) }, given);

const sink: Rule<WritableStream<Uint8Array>> = (option, to) => {
  if (!isSink(to)) throw new InvalidRequest(option, 'must be a WritableStream');
  if (to.locked) throw new InvalidRequest(option, 'must be a stream that nobody writes to yet');
  return to;
};

/** Whether bytes can be written to it. Not `instanceof`: streams come from other realms, and from polyfills. */
export const isSink = (to: unknown): to is WritableStream<Uint8Array> =>
  typeof to === 'object' && to !== null && 'getWriter' in to && 'abort' in to;
