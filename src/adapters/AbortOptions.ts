/** What every promise of this library takes. */
export interface AbortOptions {
  /** Stops the request in flight and all waiting at once; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
