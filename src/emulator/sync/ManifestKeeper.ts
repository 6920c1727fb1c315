import type { BigIntStats } from 'node:fs';
import type { Arrival } from '../contexts/ArrivalTimes.js';
import { isBelow } from '../files/paths.js';
import type { Entries } from '../state/EntryLog.js';
import { CommonEntries } from './CommonEntries.js';
import type { SyncJob } from './SyncJob.js';
import { isSameEntry, parseEntry, serializeEntry, type KeptEntry, type ManifestEntry } from './SyncManifest.js';

/** Files: nobody knows when a process is killed. */
const leastBetween = 100;

/** Keeps what both sides of a job have in common while it runs, and tells what came to the context. */
export class ManifestKeeper {
  /** What they had in common before. */
  readonly previous: ReadonlyMap<string, ManifestEntry>;
  /** What they have in common now, as far as it is known. */
  readonly current: Map<string, ManifestEntry>;
  readonly #job: SyncJob;
  readonly #log: Entries<KeptEntry>;
  readonly #current = new CommonEntries();
  /** What is kept: where a crash comes, it is what is known. */
  readonly #kept: Map<string, ManifestEntry>;
  readonly #arrivals: Arrival[] = [];
  #copied = 0;

  constructor(job: SyncJob, log: Entries<KeptEntry>) {
    this.#job = job;
    this.#log = log;
    const kept = [...log.load()].map(([file, entry]) => [file, parseEntry(entry)] as const);
    this.#kept = new Map(kept.filter((one): one is [string, ManifestEntry] => one[1] !== undefined));
    this.previous = new Map(this.#kept);
    for (const [file, entry] of this.previous) if (!isBelow(file, job.only)) this.#current.set(file, entry);
    this.current = this.#current;
  }

  /** A file was copied: now and then that is kept. */
  onCopied(): void {
    if (++this.#copied % leastBetween === 0) this.saveUnfinished();
  }

  /** A file came to the context. */
  onArrived(file: BigIntStats): void {
    const { clock } = this.#job.scratch;
    if (clock !== undefined) this.#arrivals.push({ file, at: clock() });
  }

  /** Keeps what is known while not all was looked at: the rest may be as it was. */
  saveUnfinished(): void {
    this.#save(this.#current.takeFresh());
  }

  saveFinished(): void {
    const gone = [...this.#kept.keys()].filter((file) => !this.#current.has(file));
    this.#save(new Map([...this.#current.takeFresh(), ...gone.map((file) => [file, undefined] as const)]));
    this.#log.settle(
      this.#kept.size,
      () => new Map([...this.#kept].map(([file, entry]) => [file, serializeEntry(entry)])),
    );
  }

  #save(entries: ReadonlyMap<string, ManifestEntry | undefined>): void {
    this.#job.onArrivals?.(this.#arrivals.splice(0));
    const changed = [...entries].filter(([file, entry]) => !isSameEntry(this.#kept.get(file), entry));
    this.#log.add(new Map(changed.map(([file, entry]) => [file, entry && serializeEntry(entry)])));
    for (const [file, entry] of changed) {
      if (entry === undefined) this.#kept.delete(file);
      else this.#kept.set(file, entry);
    }
  }
}
