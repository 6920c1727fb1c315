import { objectOf, policyParts } from './policyParts.js';

/** How long the service keeps what was deleted. */
export type Lifecycle =
  | 'Lifecycle_1Day'
  | 'Lifecycle_3Days'
  | 'Lifecycle_5Days'
  | 'Lifecycle_10Days'
  | 'Lifecycle_15Days'
  | 'Lifecycle_30Days'
  | 'Lifecycle_90Days'
  | 'Lifecycle_180Days'
  | 'Lifecycle_360Days'
  | 'Lifecycle_Forever';

/** A folder that is synced, and what in it is not. Paths without wildcards; a blank one is the whole context. */
export interface WhiteList {
  readonly path: string;
  readonly excludePaths: readonly string[];
}

/** How a mounted context is kept in sync. The keys are the wire's own (wire-protocol.md, section 8.1). */
export interface SyncPolicy {
  readonly uploadPolicy: {
    /** Upload when the session is released. */
    readonly autoUpload: boolean;
    readonly uploadStrategy: 'UploadBeforeResourceRelease';
    /** `File`: one by one. `Archive`: packed into one. */
    readonly uploadMode: 'File' | 'Archive';
  };
  readonly downloadPolicy: {
    /** Download when the session is made. */
    readonly autoDownload: boolean;
    readonly downloadStrategy: 'DownloadAsync';
  };
  readonly deletePolicy: {
    /** Delete on the one side what was deleted on the other. */
    readonly syncLocalFile: boolean;
  };
  readonly extractPolicy: {
    /** Unpack archives that are downloaded. */
    readonly extract: boolean;
    /** Delete an archive once it is unpacked. */
    readonly deleteSrcFile: boolean;
    /** Unpack into the folder of the archive, not into one of its name. */
    readonly extractToCurrentFolder: boolean;
  };
  readonly recyclePolicy: {
    readonly lifecycle: Lifecycle;
    /** What it is about: paths without wildcards; a blank one is the whole context. */
    readonly paths: readonly string[];
  };
  /** Which part of the context is synced. Absent = the service's default: all. */
  readonly bwList?: { readonly whiteLists: readonly WhiteList[] } | undefined;
  /** Where the files lie, if not at the path of the mount. Absent = there. */
  readonly mappingPolicy?: { readonly path: string } | undefined;
}

/** What of a policy differs from the default. */
export type SyncPolicyOptions = {
  readonly [Part in keyof SyncPolicy]?: PolicyPartOptions<SyncPolicy[Part]> | undefined;
};

/** What of one part of a policy differs from the default. */
export type PolicyPartOptions<T> = T extends readonly unknown[] | string | boolean
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: K extends 'whiteLists' ? readonly WhiteListOptions[] : T[K] | undefined }
    : T;

/** A white list, whose `excludePaths` may be left out: none. */
export type WhiteListOptions = Pick<WhiteList, 'path'> & Partial<WhiteList>;

/**
 * A whole policy: what is given, and the services' defaults for the rest. Its rules are the stricter ones of the services'
 * clients: no wildcards in paths, no unknown keys, no values but the known ones.
 *
 * @throws `InvalidRequest` that names the key, for example `recyclePolicy.paths[0]`, and the rule.
 *
 * @example
 * ```ts
 * import { contextSync, syncPolicy } from 'rx-context-sync';
 *
 * const policy = syncPolicy({
 *   uploadPolicy: { uploadMode: 'Archive' },
 *   recyclePolicy: { lifecycle: 'Lifecycle_30Days' },
 *   bwList: { whiteLists: [{ path: '/src', excludePaths: ['/src/node_modules'] }] },
 * });
 * const mounted = contextSync('SdkCtx-1', '/home/my-data', policy);
 * ```
 */
export const syncPolicy = (options?: SyncPolicyOptions): SyncPolicy => objectOf<SyncPolicy>(policyParts)('', options);
