import type { BigIntStats } from 'node:fs';
import type { FileErrors } from './FileErrors.js';
import type { OpenSides } from './openSides.js';
import type { SyncJob } from './SyncJob.js';
import type { ManifestEntry, Side } from './SyncManifest.js';

/** A job that runs, and what is known while it does. */
export interface SyncRun extends Pick<OpenSides, 'from' | 'to' | 'verify'> {
  readonly job: SyncJob;
  /** The sides that are copied from, and to. */
  readonly source: Side;
  readonly target: Side;
  /** What both sides had in common before. */
  readonly previous: ReadonlyMap<string, ManifestEntry>;
  /** What they have in common now, as far as it is known. */
  readonly current: Map<string, ManifestEntry>;
  readonly errors: FileErrors;
  /** A time of the file system before all that is looked at. */
  readonly since: bigint;
  readonly signal: AbortSignal;
  /** Whether a file of the context was recycled, by the fingerprint that it had. */
  readonly wasRecycled: (fingerprint: string) => boolean;
  /** To be called before each file that is looked at, or removed, and with its length where it is copied. */
  readonly onLooked: (bytes?: number) => Promise<void>;
  /** To be called after each file. */
  readonly onCopied: () => Promise<void>;
  /** To be called for each file that came to the context. */
  readonly onArrived: (file: BigIntStats) => void;
}
