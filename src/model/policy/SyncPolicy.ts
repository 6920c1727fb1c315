/** How long the service keeps files. */
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

/** A folder that is synced, and what in it is not. Paths without wildcards. */
export interface WhiteList {
  /** From the path of the mount, or of the session where it begins with that of the mount; blank = all that is mounted. */
  readonly path: string;
  /** What is left out. The services' documents give them from the folder, and from the root of the session. */
  readonly excludePaths: readonly string[];
}

/** How a mounted context is kept in sync. The keys are the wire's own (docs/protocol.md, section 8.1). */
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
    /** Delete in the context what was deleted in the session. */
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
    /** What it is about: paths without wildcards, from that of the mount; a blank one is all that is mounted. */
    readonly paths: readonly string[];
  };
  /** Which part of the context is synced. Absent = the service's default: all. */
  readonly bwList?: { readonly whiteLists: readonly WhiteList[] } | undefined;
  /**
   * The path at which the files were kept first, in a session of another kind: they are seen at the path of the mount now. A
   * context shows files at the path alone that they came from. Absent = that of the mount.
   */
  readonly mappingPolicy?: { readonly path: string } | undefined;
}

/** What of a policy differs from the default. */
export type SyncPolicyOptions = {
  readonly [Part in Exclude<keyof SyncPolicy, 'bwList'>]?: PolicyPartOptions<SyncPolicy[Part]> | undefined;
} & {
  readonly bwList?: { readonly whiteLists?: readonly WhiteListOptions[] | undefined } | undefined;
};

/** What of one part of a policy differs from the default. */
export type PolicyPartOptions<Part> = { readonly [Key in keyof Part]?: Part[Key] | undefined };

/** A white list, whose `excludePaths` may be left out: none. */
export type WhiteListOptions = Pick<WhiteList, 'path'> & Partial<WhiteList>;
