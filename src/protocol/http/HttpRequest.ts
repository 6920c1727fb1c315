/** A request as a dialect writes it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The longest answer that is read, in bytes: a status list of 10 000 tasks has about 3 MB. */
export const longestAnswer = 16 * 2 ** 20;

/** An answer that was read, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The whole of its body; undefined where that is longer than any answer may be. */
  readonly text: string | undefined;
}
