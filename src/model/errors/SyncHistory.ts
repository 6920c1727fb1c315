/** What a sync saw until it ended: on the error that it ended with. */
export interface SyncHistory<LastSnapshot = unknown> {
  /** The last snapshot before the end; undefined where there was none. */
  readonly lastSnapshot: LastSnapshot | undefined;
  /**
   * How many polls were answered how: by a status list (`list`), or by an error (its `_tag`). Where the sync was not started, how
   * many tries to start it ended how.
   */
  readonly answers: Readonly<Record<string, number>>;
  /** The delay before the last poll, or try, in milliseconds; undefined where there was only one. */
  readonly lastDelay: number | undefined;
}
