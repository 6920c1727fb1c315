import { sessionPathParts } from '../files/paths.js';
import { resolvePath } from '../files/resolvePath.js';
import { mountPolicy, type MountPolicy } from './mountPolicy.js';

/** A context that is mounted in a session, as the emulator keeps it. */
export interface Mount {
  readonly contextId: string;
  readonly path: string;
  /** As it was sent; undefined where none was. */
  readonly policy: string | undefined;
  readonly bindTime: string;
  /** The number of its first download, where it came to a session that ran: until that is over it is not listed. */
  readonly firstTask?: number | undefined;
}

/** What is mounted in a session. */
export interface Mounts {
  readonly mounts: readonly Mount[];
  /** The context that the service made for file transfers with it, if any. */
  readonly internal?: string | undefined;
}

/** The mount that a path of a session is in: the innermost one. */
export const innermostMount = (mounts: readonly Mount[], at: string): Mount | undefined => {
  const own = sessionPathParts(at);
  const isAround = (parts: readonly string[]): boolean => parts.every((part, index) => own[index] === part);
  return mounts
    .filter((mount) => isAround(mountParts(mount)))
    .sort((one, other) => mountParts(other).length - mountParts(one).length)[0];
};

/** What is read of a mount is read once: a session may have thousands. */
const remembered = <T>(read: (mount: Mount) => T): ((mount: Mount) => T) => {
  const known = new WeakMap<Mount, { readonly value: T }>();
  return (mount) => {
    const found = known.get(mount) ?? { value: read(mount) };
    known.set(mount, found);
    return found.value;
  };
};

/** The parts of the path of a mount. */
export const mountParts = remembered(({ path }) => sessionPathParts(path));

/** The policy of a mount. */
export const policyOf = remembered(({ policy, path }): MountPolicy => mountPolicy(policy, path));

/** The folder below a session's root where the files of a mount lie. */
export const sessionDirOf = (root: string, { path }: Pick<Mount, 'path'>): string => resolvePath(root, path);

/**
 * The path by which a context keeps the files of a mount: the one that they had in a session first. They are seen at that path
 * again, and elsewhere only where a mapping says which path it was.
 */
export const pathInContext = (mount: Mount): string => policyOf(mount).mappingPath ?? mount.path;

/** The folder below that of a context where it keeps the files of a mount. */
export const contextDirOf = (contextFolder: string, mount: Mount): string =>
  resolvePath(contextFolder, pathInContext(mount));
