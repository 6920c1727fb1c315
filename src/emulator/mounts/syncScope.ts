import { isBelow, isSynced, mayHoldSynced } from './mountPolicy.js';
import type { TaskOrder } from '../sync/runTask.js';

type Scope = Pick<TaskOrder, 'policy' | 'others'>;

/** Whether another mount has a file. */
export const isOthers = ({ others }: Scope, file: string): boolean => others.some((folder) => isBelow(file, folder));

/** Whether a file of a mount is synced with its context: the policy lets it through, and no other mount has it. */
export const isOurs = (scope: Scope, file: string): boolean => isSynced(scope.policy, file) && !isOthers(scope, file);

/** Whether something that is synced may be in a folder. */
export const mayHoldOurs = (scope: Scope, folder: string): boolean =>
  mayHoldSynced(scope.policy, folder) && !isOthers(scope, folder);
