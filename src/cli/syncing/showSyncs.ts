import { tap } from 'rxjs';
import type { SyncHandle, SyncSnapshot } from '../../index.js';
import { ExitCode } from '../process/ExitCode.js';
import type { Job } from '../progress/Job.js';
import { showProgress } from '../progress/showProgress.js';
import { exitCodeOf, worstOf } from '../services/exitCodeOf.js';
import type { Names } from '../services/inFlags.js';
import { handleFile, type KeepHandles } from './handleFile.js';
import { syncView } from './syncView.js';

/** How syncs are shown. */
export interface SyncsFlags {
  readonly json?: true | undefined;
  /** The file that their handles are kept in. */
  readonly handle?: string | undefined;
}

/** Shows syncs to their ends, and tells what follows those later that were not seen to end. */
export const showSyncs = async (
  jobs: readonly Job<SyncSnapshot>[],
  { json, handle: file, ...options }: SyncsFlags & { readonly signal: AbortSignal; readonly names?: Names },
): Promise<ExitCode> => {
  const keep: KeepHandles = file === undefined ? () => undefined : handleFile(file);
  const newest = new Map<number, SyncHandle>();
  const kept = jobs.map(({ title, snapshots }, index) => ({
    title,
    snapshots: snapshots.pipe(
      tap(({ handle, error }) => {
        if (error?._tag === 'InvalidRequest') return;
        newest.set(index, handle);
        keep([...newest.values()]);
      }),
    ),
  }));
  const last = await showProgress(kept, syncView, { json, ...options });
  const open = last.filter((snapshot) => snapshot === undefined || isOpen(snapshot));
  if (!json) tellOpen(open, file);
  return worstOf(last.map((end) => (end === undefined ? ExitCode.unconfirmed : exitCodeOf(end))));
};

const isOpen = ({ done, state }: SyncSnapshot): boolean => !done || state === 'unconfirmed';

const tellOpen = (open: readonly (SyncSnapshot | undefined)[], file: string | undefined): void => {
  const known = open.filter((snapshot) => snapshot !== undefined);
  if (known.length < open.length)
    console.error('Stopped before the service had answered: whether it syncs, rx-context-sync info tells.');
  if (known.length === 0) return;
  const by = file === undefined ? 'this, given to rx-context-sync follow,' : `rx-context-sync follow ${file}`;
  console.error(`The service may go on: ${by} tells how it ends.`);
  if (file === undefined) for (const { handle } of known) console.log(JSON.stringify(handle));
};
