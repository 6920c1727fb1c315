import type { Result } from '../results/Result.js';

/** A file or folder of a context, as the service lists it. What it does not say is empty, or 0. */
export interface ContextFile {
  /** The service's id of it. */
  readonly fileId: string;
  /** Its name. */
  readonly fileName: string;
  /** The path, which is that in the sessions that mount the context. */
  readonly filePath: string;
  /** `file`, `folder`, or what else the service says. */
  readonly fileType: string;
  /** When it was made, as the service wrote it. */
  readonly gmtCreate: string;
  /** When it was changed, as the service wrote it. */
  readonly gmtModified: string;
  /** In bytes. */
  readonly size: number;
  /** What the service says of its state, in its own word. */
  readonly status: string;
}

/** A presigned URL: whoever has it may send or fetch the file, until it expires. */
export interface FileUrl {
  /** The URL, which is as good as the file: keep it out of logs. */
  readonly url: string;
  /**
   * When it expires, as the service says it: whether as a time or a number of seconds is not documented
   * (docs/protocol.md, section 4.10). 0 where it does not say.
   */
  readonly expireTime: number;
}

/** A presigned URL, or why there is none. */
export type FileUrlResult = Result<FileUrl>;

/** One file of a list, or why the list broke off. */
export type FileResult = Result<{
  /** A file or folder of the list. */
  file: ContextFile;
}>;

/** A list of files, or why there is none. */
export type FileListResult = Result<{
  /** The files and folders, in the order of the service. */
  files: readonly ContextFile[];
  /** How many files the folder has in all; undefined where the service does not say. */
  totalCount: number | undefined;
}>;
