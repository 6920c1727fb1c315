import type { StopSignals } from '../concurrency/StopSignals.js';
import type { Scopes } from './Scopes.js';
import type { StateFolder } from './StateFolder.js';
import type { Trash } from './Trash.js';

/** What all parts of an emulator share. */
export interface EmulatorRuntime {
  readonly dataDir: string;
  /** What of it survives a restart, but for the files. */
  readonly state: StateFolder;
  /** For folders that nobody needs any more. */
  readonly trash: Trash;
  /** How long a sync task, or a clearing, stays before it runs, in ms. */
  readonly taskDelay: number;
  /** How long a running task waits after each file, in ms. */
  readonly fileDelay: number;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** Stops all that runs. */
  readonly stop: AbortSignal;
  /** Stops what runs of an owner. */
  readonly stops: Pick<StopSignals, 'of'>;
  /** What goes wrong, what came and which ids are given, by owners. */
  readonly scopes: Scopes;
  /** Makes what is shown of secrets the same in each run: they are none then. */
  readonly idSeed: number | undefined;
}
