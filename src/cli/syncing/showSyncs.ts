import { tap, type Observable } from 'rxjs';
import type { SyncHandle, SyncSnapshot } from '../../index.js';
import { ExitCode } from '../process/ExitCode.js';
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

/** Told what a sync is followed by. */
export type KeepHandle = (handle: SyncHandle) => void;

/** A sync that is shown. */
export interface SyncJob {
  readonly title: string;
  /** What it is followed by already. */
  readonly handle?: SyncHandle;
  /** Cold: it begins where it is subscribed. `keep` is told once it is triggered. */
  readonly snapshots: (keep: KeepHandle) => Observable<SyncSnapshot>;
}

/** Shows syncs to their ends, and tells what follows those later that were not seen to end. */
export const showSyncs = async (
  jobs: readonly SyncJob[],
  { json, handle: file, ...options }: SyncsFlags & { readonly signal: AbortSignal; readonly names?: Names },
): Promise<ExitCode> => {
  const keep: KeepHandles = file === undefined ? () => undefined : handleFile(file);
  // What is not answered for yet must not be lost where the file is the one that it was read from.
  const newest = new Map(jobs.flatMap(({ handle }, index) => (handle ? [[index, handle] as const] : [])));
  const given = new Map(newest);
  let unkept: Error | undefined;
  const keepNewest = (index: number, handle: SyncHandle): void => {
    newest.set(index, handle);
    try {
      keep([...newest.values()]);
    } catch (error) {
      // No reason to stop: what was to be kept is printed then.
      unkept = error as Error;
    }
  };
  const kept = jobs.map(({ title, snapshots }, index) => ({
    title,
    snapshots: snapshots((handle) => {
      keepNewest(index, handle);
    }).pipe(
      tap(({ handle, error }) => {
        if (error?._tag !== 'InvalidRequest') keepNewest(index, handle);
      }),
    ),
  }));
  const last = await showProgress(kept, syncView, { json, ...options });
  const open = jobs.flatMap((_, index) => {
    const snapshot = last[index];
    // What was given, and not read again, its owner has.
    const handle = newest.get(index) === given.get(index) ? undefined : newest.get(index);
    return snapshot === undefined || isOpen(snapshot) ? [handle] : [];
  });
  if (unkept !== undefined) console.error(`rx-context-sync: --handle could not be kept: ${unkept.message}`);
  if (!json) tellOpen(open, unkept === undefined ? file : undefined);
  return worstOf(last.map((end) => (end === undefined ? ExitCode.unconfirmed : exitCodeOf(end))));
};

const isOpen = ({ done, state }: SyncSnapshot): boolean => !done || state === 'unconfirmed';

/** Without either, no list can tell that a sync arrived. */
const canTell = ({ accepted, baseline }: SyncHandle): boolean => accepted || baseline !== undefined;

const tellOpen = (open: readonly (SyncHandle | undefined)[], file: string | undefined): void => {
  const known = open.filter((handle) => handle !== undefined).filter(canTell);
  if (known.length < open.length)
    console.error('Stopped before the service had answered: whether it syncs, rx-context-sync info tells.');
  if (known.length === 0) return;
  const by = file === undefined ? 'this, given to rx-context-sync follow,' : `rx-context-sync follow ${file}`;
  console.error(`The service may go on: ${by} tells how it ends.`);
  if (file === undefined) for (const handle of known) console.log(JSON.stringify(handle));
};
