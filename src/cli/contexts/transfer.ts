import { ExitCode } from '../process/ExitCode.js';
import type { Job } from '../progress/Job.js';
import { showProgress } from '../progress/showProgress.js';
import { exitCodeOf, worstOf } from '../services/exitCodeOf.js';
import { catchLocalFailure, type FileProgress } from './localFailure.js';
import { transferView } from './transferView.js';

/** How files are moved. */
export interface TransferFlags {
  readonly json?: true | undefined;
  readonly signal: AbortSignal;
}

/** Few enough for a line that is slow, enough for files that are small. */
const concurrency = 4;

/** Moves files, some at a time. */
export const transfer = async (
  contextId: string,
  jobs: readonly Job<FileProgress>[],
  { json, signal }: TransferFlags,
): Promise<ExitCode> => {
  const names = { contextId: 'the context', filePath: 'the path' };
  const each = jobs.map(({ title, snapshots }) => ({ title, snapshots: snapshots.pipe(catchLocalFailure) }));
  const ends = await showProgress(each, transferView(contextId), { json, signal, concurrency, names });
  return worstOf(ends.map((end) => (end?.done ? exitCodeOf(end) : ExitCode.unconfirmed)));
};
