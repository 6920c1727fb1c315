import { nonBlank, type Rule } from '../options/rules.js';
import { InvalidRequest } from '../errors/InvalidRequest.js';
import { syncPolicy } from '../policy/policyRules.js';
import type { SyncPolicy, SyncPolicyOptions } from '../policy/SyncPolicy.js';

/** A context to be mounted in a session: which, where, and how it is kept in sync. */
export interface ContextSync {
  /** The id of the context, for example `SdkCtx-1`. */
  readonly contextId: string;
  /** Where it is mounted in the session. A context keeps files by it: mounted elsewhere, it shows them by the `mappingPolicy` of that mount alone. */
  readonly path: string;
  /**
   * How it is kept in sync.
   * @default the service's own policy
   */
  readonly policy?: SyncPolicy | undefined;
}

/**
 * Says that a context is to be mounted at a path.
 *
 * @param policy - how it is kept in sync; what is left out is as the service has it by default.
 * @throws `InvalidRequest` if `contextId` or `path` is blank, or the policy breaks a rule.
 *
 * @example
 * ```ts
 * import { AGB, contextSync } from 'rx-context-sync';
 *
 * await new AGB().create({
 *   imageId: 'agb-code-space-1',
 *   contextSyncs: [contextSync('SdkCtx-1', '/home/my-data', { uploadPolicy: { uploadMode: 'Archive' } })],
 * });
 * ```
 */
export const contextSync = (contextId: string, path: string, policy?: SyncPolicyOptions): ContextSync => ({
  contextId: nonBlank('contextId', contextId),
  path: nonBlank('path', path),
  ...(policy !== undefined && { policy: syncPolicy(policy) }),
});

/**
 * Checks that a value is a list of context syncs.
 *
 * @throws {@link InvalidRequest} that names the rule.
 */
export const checkedContextSyncs: Rule<readonly ContextSync[]> = (option, value) => {
  if (!Array.isArray(value) || !value.every(isContextSync)) {
    throw new InvalidRequest(option, 'must be an array of what `contextSync` gives');
  }
  return value.map(({ contextId, path, policy }) => contextSync(contextId, path, policy ?? undefined));
};

const isContextSync = (value: unknown): value is ContextSync => {
  if (typeof value !== 'object' || value === null) return false;
  const { contextId, path, policy: _policy, ...others } = value as Partial<Record<keyof ContextSync, unknown>>;
  return typeof contextId === 'string' && typeof path === 'string' && Object.keys(others).length === 0;
};
