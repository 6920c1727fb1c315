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
