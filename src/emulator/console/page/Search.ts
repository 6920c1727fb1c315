/** Which requests are looked for. */
export interface Search {
  readonly find: string;
  readonly failed: boolean;
  /** The number of the request before which a page begins; empty = the newest. */
  readonly before: string;
}
