import type { ContextFile } from './ContextFile.js';
import type { FileUrl } from './FileUrl.js';
import type { Result } from '../results/Result.js';

/** A presigned URL, or why there is none. */
export type FileUrlResult = Result<FileUrl>;

/** One file of a list, or why the list broke off. */
export type FileResult = Result<{ file: ContextFile }>;

/** A list of files, or why there is none. */
export type FileListResult = Result<{
  files: readonly ContextFile[];
  /** How many files the folder has in all; undefined where the service does not say. */
  totalCount: number | undefined;
}>;
