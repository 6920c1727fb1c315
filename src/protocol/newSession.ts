import type { ContextSync } from '../model/contexts/ContextSync.js';
import { syncPolicy } from '../model/policy/policyRules.js';
import type { SyncPolicy } from '../model/policy/SyncPolicy.js';
import { version } from '../model/version.js';

/** Where a policy leaves it to the service. */
export type PolicyDefaults = Required<Pick<SyncPolicy, 'bwList'>>;

/** Contexts to mount, as they are sent: each policy is a text. Undefined where there are none. */
export const persistenceData = (contextSyncs: readonly ContextSync[], byDefault: PolicyDefaults) =>
  contextSyncs.length === 0
    ? undefined
    : contextSyncs.map(({ contextId, path, policy }) => ({ contextId, path, policy: policyText(policy, byDefault) }));

const policyText = (
  { bwList, mappingPolicy, ...parts }: SyncPolicy = syncPolicy(),
  byDefault: PolicyDefaults,
): string => JSON.stringify({ ...parts, bwList: bwList ?? byDefault.bwList, mappingPolicy });

/** Who asks for a session. */
export const sdkStats = { source: 'sdk', sdk_language: 'typescript', sdk_version: version, is_release: true };
