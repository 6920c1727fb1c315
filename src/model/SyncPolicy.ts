/** How a mounted context is kept in sync. The keys are the wire's own (wire-protocol.md, section 8.1). */
export interface SyncPolicy {
  readonly uploadPolicy: { readonly autoUpload: boolean; readonly uploadStrategy: string; readonly uploadMode: string };
  readonly downloadPolicy: { readonly autoDownload: boolean; readonly downloadStrategy: string };
  readonly deletePolicy: { readonly syncLocalFile: boolean };
  readonly extractPolicy: {
    readonly extract: boolean;
    readonly deleteSrcFile: boolean;
    readonly extractToCurrentFolder: boolean;
  };
  readonly recyclePolicy: { readonly lifecycle: string; readonly paths: readonly string[] };
  readonly bwList: {
    readonly whiteLists: readonly { readonly path: string; readonly excludePaths: readonly string[] }[];
  };
}

/** What the official clients send when nothing else is said (wire-protocol.md, section 8.1). */
export const defaultSyncPolicy: SyncPolicy = {
  uploadPolicy: { autoUpload: true, uploadStrategy: 'UploadBeforeResourceRelease', uploadMode: 'File' },
  downloadPolicy: { autoDownload: true, downloadStrategy: 'DownloadAsync' },
  deletePolicy: { syncLocalFile: true },
  extractPolicy: { extract: true, deleteSrcFile: true, extractToCurrentFolder: false },
  recyclePolicy: { lifecycle: 'Lifecycle_Forever', paths: [''] },
  bwList: { whiteLists: [] },
};
