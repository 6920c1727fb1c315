import type { BigIntStats } from 'node:fs';
import type { Arrival } from '../contexts/ArrivalTimes.js';
import { isBelow } from '../files/paths.js';
import type { SyncJob } from './SyncJob.js';
import { parseManifest, serializeManifest, type ManifestEntry, type SyncManifest } from './SyncManifest.js';

/** Files: nobody knows when a process is killed. */
const leastBetween = 100;

/** Keeps what both sides of a job have in common while it runs, and tells what came to the context. */
export class ManifestKeeper {
  /** What they had in common before. */
  readonly previous: ReadonlyMap<string, ManifestEntry>;
  /** What they have in common now, as far as it is known. */
  readonly current: Map<string, ManifestEntry>;
  readonly #job: SyncJob;
  readonly #keep: (manifest: SyncManifest) => void;
  readonly #arrivals: Arrival[] = [];
  #copied = 0;
  #nextSave = leastBetween;

  constructor(job: SyncJob, keep: (manifest: SyncManifest) => void) {
    this.#job = job;
    this.#keep = keep;
    this.previous = parseManifest(job.manifest);
    this.current = new Map([...this.previous].filter(([file]) => !isBelow(file, job.only)));
  }

  /** A file was copied: now and then all is saved. */
  onCopied(): void {
    if (++this.#copied < this.#nextSave) return;
    this.saveUnfinished();
    // It is saved as a whole: the more there is, the longer it takes.
    this.#nextSave = this.#copied + Math.max(leastBetween, this.current.size / 20);
  }

  /** A file came to the context. */
  onArrived(file: BigIntStats): void {
    const { clock } = this.#job.scratch;
    if (clock !== undefined) this.#arrivals.push({ file, at: clock() });
  }

  /** Saves what is known while not all was looked at: the rest may be as it was. */
  saveUnfinished(): void {
    this.#save(new Map([...this.previous, ...this.current]));
  }

  saveFinished(): void {
    this.#save(this.current);
  }

  #save(entries: ReadonlyMap<string, ManifestEntry>): void {
    this.#job.onArrivals?.(this.#arrivals.splice(0));
    this.#keep(serializeManifest(entries));
  }
}
