import type { ContextSync } from '../model/contexts/ContextSync.js';
import type { FollowOptions } from '../model/sync/SyncOptions.js';
import type { WaitOptions } from '../model/options/WaitOptions.js';
import type { ListOptions } from './ListOptions.js';

/**
 * The session to make, and how its initial downloads are followed: by default as the service's own clients do, each 2 s for
 * 300 s (AGB), or by `agentBayPacing` for 174 s (AgentBay).
 */
export interface CreateSessionOptions extends WaitOptions {
  /**
   * The image to run, for example `agb-code-space-1`.
   * @default the service's own; AGB has none
   */
  readonly imageId?: string | undefined;
  /**
   * Texts of yours that the session is found by: `list({ labels })`.
   * @default none
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * The id of a policy that the service keeps for you.
   * @default none
   */
  readonly policyId?: string | undefined;
  /**
   * After how long without use the service may release the session, in whole **seconds**.
   * @default the service's own
   */
  readonly idleTimeout?: number | undefined;
  /**
   * The contexts to mount: `contextSync` makes them.
   * @default none
   */
  readonly contextSyncs?: readonly ContextSync[] | undefined;
  /**
   * Follow the downloads that the session begins with to their end. Without it, the session is all that is told.
   * @default true
   */
  readonly waitForDownloads?: boolean | undefined;
}

/** How all contexts of a session are synced before it is deleted. */
export interface SyncBeforeDelete extends FollowOptions {
  /**
   * Say to the service that it is to upload, for what is not uploaded is lost.
   * @default the service's own mode, as its own clients have it
   */
  readonly mode?: 'upload' | undefined;
  /**
   * Read the status before the trigger, to tell old tasks from new.
   * @default true
   */
  readonly baseline?: boolean | undefined;
}

/** How a session is deleted: by default its end is asked for each second, for 300 s. */
export interface DeleteSessionOptions extends WaitOptions {
  /**
   * Sync all contexts of the session first, and do not delete it where that is not confirmed. Options say how it is followed.
   * @default false
   */
  readonly syncContext?: boolean | SyncBeforeDelete | undefined;
  /**
   * Delete it where the sync is not confirmed, too. What was not uploaded is lost.
   * @default false
   */
  readonly evenIfUnsynced?: boolean | undefined;
}

/** Which sessions to list. */
export interface ListSessionsOptions extends ListOptions {
  /**
   * Only those that were made with all of these labels.
   * @default all
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}
