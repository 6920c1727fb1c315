import type { ContextSync } from '../model/ContextSync.js';

/** The session to make. */
export interface CreateSessionOptions {
  /** The image to run, for example `agb-code-space-1`. */
  readonly imageId: string;
  /**
   * The contexts to mount: `contextSync` makes them.
   * @default none
   */
  readonly contextSyncs?: readonly ContextSync[] | undefined;
  /**
   * How long the request may take, its body included, in milliseconds.
   * @default the client's: 60 000
   */
  readonly requestTimeout?: number | undefined;
}

/** How the state of a session is read. */
export interface SessionInfoOptions {
  /**
   * How long the request may take, its body included, in milliseconds.
   * @default the client's: 60 000
   */
  readonly requestTimeout?: number | undefined;
}

/** How a session is deleted. */
export interface DeleteSessionOptions {
  /**
   * Sync all contexts of the session first, and do not delete it where that is not confirmed.
   * @default false
   */
  readonly syncContext?: boolean | undefined;
}
