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
  /**
   * What is left out. The services' documents give them from the folder, and from the root of the session.
   * @default []
   */
  readonly excludePaths: readonly string[];
}

/** How a mounted context is kept in sync. The keys are the wire's own (docs/protocol.md, section 8.1). */
export interface SyncPolicy {
  /**
   * When and how files go from the session to the context.
   * @default each of its own defaults
   */
  readonly uploadPolicy: {
    /**
     * Upload when the session is released.
     * @default true
     */
    readonly autoUpload: boolean;
    /**
     * When that is: before the session lets go of its files. The services know no other.
     * @default 'UploadBeforeResourceRelease'
     */
    readonly uploadStrategy: 'UploadBeforeResourceRelease';
    /**
     * `File`: one by one. `Archive`: packed into one.
     * @default 'File'
     */
    readonly uploadMode: 'File' | 'Archive';
  };
  /**
   * When and how files come from the context to the session.
   * @default each of its own defaults
   */
  readonly downloadPolicy: {
    /**
     * Download when the session is made.
     * @default true
     */
    readonly autoDownload: boolean;
    /**
     * How that is: while the session is in use already. The services know no other.
     * @default 'DownloadAsync'
     */
    readonly downloadStrategy: 'DownloadAsync';
  };
  /**
   * What becomes of files that are deleted.
   * @default each of its own defaults
   */
  readonly deletePolicy: {
    /**
     * Delete in the context what was deleted in the session.
     * @default true
     */
    readonly syncLocalFile: boolean;
  };
  /**
   * What becomes of archives that come to the session.
   * @default each of its own defaults
   */
  readonly extractPolicy: {
    /**
     * Unpack archives that are downloaded.
     * @default true
     */
    readonly extract: boolean;
    /**
     * Delete an archive once it is unpacked.
     * @default true
     */
    readonly deleteSrcFile: boolean;
    /**
     * Unpack into the folder of the archive, not into one of its name.
     * @default false
     */
    readonly extractToCurrentFolder: boolean;
  };
  /**
   * For how long the context keeps files.
   * @default each of its own defaults
   */
  readonly recyclePolicy: {
    /**
     * How long: from a day to for ever.
     * @default 'Lifecycle_Forever'
     */
    readonly lifecycle: Lifecycle;
    /**
     * What it is about: paths without wildcards, from that of the mount; a blank one is all that is mounted.
     * @default ['']
     */
    readonly paths: readonly string[];
  };
  /**
   * Which part of the context is synced.
   * @default the service's own: all
   */
  readonly bwList?:
    | {
        /** The folders that are synced, and what in them is not. */
        readonly whiteLists: readonly WhiteList[];
      }
    | undefined;
  /**
   * The path at which the files were kept first, in a session of another kind: they are seen at the path of the mount now. A
   * context shows files at the path alone that they came from.
   * @default that of the mount
   */
  readonly mappingPolicy?:
    | {
        /** The path of the mount in that other session; not blank, without wildcards. */
        readonly path: string;
      }
    | undefined;
}

/** What of a policy differs from the default. */
export type SyncPolicyOptions = {
  readonly [Part in keyof SyncPolicy as Exclude<Part, 'bwList' | 'mappingPolicy'>]?:
    | PolicyPartOptions<SyncPolicy[Part]>
    | undefined;
} & Pick<SyncPolicy, 'mappingPolicy'> & {
    /**
     * Which part of the context is synced.
     * @default the service's own: all
     */
    readonly bwList?:
      | {
          /**
           * The folders that are synced, and what in them is not.
           * @default []
           */
          readonly whiteLists?: readonly WhiteListOptions[] | undefined;
        }
      | undefined;
  };

/** What of one part of a policy differs from the default. */
export type PolicyPartOptions<Part> = { readonly [Key in keyof Part]?: Part[Key] | undefined };

/** A white list, whose `excludePaths` may be left out: none. */
export type WhiteListOptions = Pick<WhiteList, 'path'> & Partial<WhiteList>;
