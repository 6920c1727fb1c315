/** A presigned URL: whoever has it may send or fetch the file, until it expires. */
export interface FileUrl {
  readonly url: string;
  /**
   * When it expires, as the service says it: whether as a time or a number of seconds is not documented
   * (docs/protocol.md, section 4.10). 0 where it does not say.
   */
  readonly expireTime: number;
}
