import { filePathParts, isBelow, sessionPathParts } from '../files/paths.js';
import type { MountPolicy } from './mountPolicy.js';

/** What of a mount is synced with its context. */
export interface SyncScope {
  readonly policy: Pick<MountPolicy, 'whiteLists'>;
  /** Folders of other mounts inside this one, by their paths from it. */
  readonly otherMounts: readonly string[];
}

/** Whether a file of a mount, by its path from there, is synced with its context: the policy lets it through, and no other mount has it. */
export const isInScope = (scope: SyncScope, file: string): boolean =>
  isAllowed(scope.policy, file) && !isInOtherMount(scope, file);

/** Whether something that is synced may be in a folder. */
export const mayHoldInScope = (scope: SyncScope, folder: string): boolean =>
  mayHoldAllowed(scope.policy, folder) && !isInOtherMount(scope, folder);

/** Whether another mount has a file. */
export const isInOtherMount = ({ otherMounts }: SyncScope, file: string): boolean =>
  otherMounts.some((folder) => isBelow(file, folder));

const isAllowed = ({ whiteLists }: SyncScope['policy'], file: string): boolean =>
  whiteLists.length === 0 ||
  whiteLists.some(
    ({ path, excludePaths }) => isBelow(file, path) && !excludePaths.some((excluded) => isBelow(file, excluded)),
  );

const mayHoldAllowed = (policy: SyncScope['policy'], folder: string): boolean => {
  const own = filePathParts(folder);
  const isAbove = (path: string): boolean => {
    const parts = sessionPathParts(path);
    return own.every((part, index) => parts[index] === part);
  };
  return isAllowed(policy, folder) || policy.whiteLists.some(({ path }) => isAbove(path));
};
