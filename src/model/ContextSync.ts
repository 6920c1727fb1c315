import { someText } from './check.js';
import { InvalidRequest } from './errors/InvalidRequest.js';
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

/**
 * Checks that a value is a list of context syncs.
 *
 * @throws {@link InvalidRequest} that names the rule.
 */
export const checkedContextSyncs = (value: unknown): readonly ContextSync[] => {
  if (Array.isArray(value) && value.every(isContextSync)) return value;
  throw new InvalidRequest('contextSyncs', 'must be an array of what `contextSync` gives');
};

const isContextSync = (value: unknown): value is ContextSync => {
  if (typeof value !== 'object' || value === null) return false;
  const { contextId, path, policy } = value as Partial<Record<keyof ContextSync, unknown>>;
  return typeof contextId === 'string' && typeof path === 'string' && typeof policy === 'object';
};
