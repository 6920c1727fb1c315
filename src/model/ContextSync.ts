import { someText } from './check.js';
import { defaultSyncPolicy, type SyncPolicy } from './SyncPolicy.js';

/** A context to be mounted in a session: which, where, and how it is kept in sync. */
export interface ContextSync {
  readonly contextId: string;
  readonly path: string;
  readonly policy: SyncPolicy;
}

/**
 * Says that a context is to be mounted at a path, with the services' default policy.
 *
 * @throws `InvalidRequest` if `contextId` or `path` is blank.
 *
 * @example
 * ```ts
 * import { AGB, contextSync } from 'rx-context-sync';
 *
 * await new AGB().create({
 *   imageId: 'agb-code-space-1',
 *   contextSyncs: [contextSync('SdkCtx-1', '/home/my-data')],
 * });
 * ```
 */
export const contextSync = (contextId: string, path: string): ContextSync => ({
  contextId: someText('contextId', contextId),
  path: someText('path', path),
  policy: defaultSyncPolicy,
});
