import { isBelow, isSynced, mayHoldSynced } from './mountPolicy.js';
import type { SyncJob } from '../sync/runTask.js';

type Scope = Pick<SyncJob, 'policy' | 'otherMounts'>;

/** Whether another mount has a file. */
export const isInOtherMount = ({ otherMounts }: Scope, file: string): boolean =>
  otherMounts.some((folder) => isBelow(file, folder));

/** Whether a file of a mount is synced with its context: the policy lets it through, and no other mount has it. */
export const isInScope = (scope: Scope, file: string): boolean =>
  isSynced(scope.policy, file) && !isInOtherMount(scope, file);

/** Whether something that is synced may be in a folder. */
export const mayHoldInScope = (scope: Scope, folder: string): boolean =>
  mayHoldSynced(scope.policy, folder) && !isInOtherMount(scope, folder);
