import { syncPolicy } from '../model/policy/policyRules.js';
import type { SyncPolicy } from '../model/policy/SyncPolicy.js';

/** A policy as it is sent: JSON text of all its parts, with what the service has by default where a part is left to it. */
export const policyText = (
  { bwList, mappingPolicy, ...parts }: SyncPolicy = syncPolicy(),
  byDefault: Required<Pick<SyncPolicy, 'bwList'>>,
): string => JSON.stringify({ ...parts, bwList: bwList ?? byDefault.bwList, mappingPolicy });
