import { existsSync, mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inSlices } from '../concurrency/inSlices.js';
import { retryUntilDone } from '../concurrency/retryUntilDone.js';
import { removeOnFailure } from '../files/removeFolder.js';
import { resolvePath } from '../files/resolvePath.js';
import type { Mount } from '../mounts/Mount.js';
import { contextNotFound, ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { wireTime } from '../protocol/wireForms.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import type { LogPlace } from '../state/EntryLog.js';
import { ArrivalTimes, type Arrival } from './ArrivalTimes.js';
import { ContextFolders } from './ContextFolders.js';
import { ContextRecords, type ContextRecord } from './ContextRecords.js';
import { RecycledFiles } from './RecycledFiles.js';
import { hasExpired, recycleRulesOf, removeExpired, type Sweep } from './expiry.js';

/** The contexts of the emulated service. */
export class Contexts {
  readonly #runtime: EmulatorRuntime;
  readonly #records: ContextRecords;
  readonly #folders: ContextFolders;
  readonly #arrivals: ArrivalTimes;
  readonly #recycled: RecycledFiles;

  constructor(runtime: EmulatorRuntime) {
    this.#runtime = runtime;
    this.#records = new ContextRecords(runtime.state);
    this.#folders = new ContextFolders(runtime.dataDir, runtime.trash);
    this.#arrivals = new ArrivalTimes(runtime.state);
    this.#recycled = new RecycledFiles(runtime.state);
    for (const context of this.#records.load()) {
      if (context.state === 'deleting' || runtime.scopes.isGone(context.owner)) {
        this.#remove(context.id);
        continue;
      }
      this.#records.remember(context);
      this.#folders.make(context.id);
      // One that was to begin later begins now.
      if (context.state === 'clearing' || context.isEmptied === false) this.#empty(context);
    }
  }

  /** Finds a context by its id. */
  get(owner: string, contextId: string): ContextRecord {
    const found = this.#records.find(contextId);
    if (found?.owner === owner) return found;
    throw contextNotFound(contextId);
  }

  /** Whether there is such a context, whoever has it. */
  has(contextId: string): boolean {
    return this.#records.find(contextId) !== undefined;
  }

  /** Whose a context is; of one that is not there, nobody's. */
  ownerOf(contextId: string): string {
    return this.#records.find(contextId)?.owner ?? '';
  }

  /** Finds a context by its name, or makes it. */
  findOrCreate(owner: string, name: string, create: boolean): ContextRecord {
    const found = this.#records.idOf(owner, name);
    if (found !== undefined) return this.get(owner, found);
    if (!create) throw contextNotFound(name);
    return this.#make(owner, this.newId(owner), name);
  }

  /** An id that no context has, nor had one that is still being removed: seeded ones come again after a start. */
  newId(owner: string): string {
    for (;;) {
      const id = this.#runtime.scopes.ids(owner).contextId();
      if (!this.has(id) && !existsSync(this.#folders.of(id))) return id;
    }
  }

  /** Makes a context that is the service's own: it has no name that clients could find it by. */
  makeInternal(owner: string, contextId: string, contextType: string): void {
    this.#make(owner, contextId, contextType, contextType);
  }

  /** The contexts of an owner, in the order that they were made in. */
  list(owner: string): readonly ContextRecord[] {
    return this.#records.all().filter((context) => context.owner === owner && context.contextType === undefined);
  }

  /** The contexts of all owners, in the order that they were made in. */
  all(): readonly ContextRecord[] {
    return this.#records.all().filter(({ contextType }) => contextType === undefined);
  }

  rename(owner: string, contextId: string, name: string): void {
    const context = this.get(owner, contextId);
    const other = this.#records.idOf(owner, name);
    if (other !== undefined && other !== contextId) {
      throw new ServiceRefusal('InvalidParameter.Name', `There is a context named ${JSON.stringify(name)} already.`);
    }
    this.#records.save({ ...context, name });
  }

  /** Deletes a context; its files go once nobody works with them. */
  delete(owner: string, contextId: string): void {
    this.#records.hide(this.get(owner, contextId));
    this.#remove(contextId);
  }

  /** Removes the contexts of an owner who is gone. */
  discard(owner: string): void {
    for (const context of this.#records.all().filter((one) => one.owner === owner)) {
      this.#records.forget(context);
      this.#remove(context.id);
    }
  }

  /** Begins to delete all that a context holds, at once or later (in ms); what comes while it is `clearing` stays. */
  clear(owner: string, contextId: string, delay = 0): void {
    const { clears = 0, ...context } = this.get(owner, contextId);
    const state = delay > 0 ? context.state : 'clearing';
    const clearing = { ...context, state, clears: clears + 1, isEmptied: false };
    this.#records.save(clearing);
    this.#empty(clearing, delay);
  }

  /** Contexts were mounted: from now on the policies of the mounts say what is recycled of the files that they keep for them. */
  async noteMounts(mounts: readonly Mount[]): Promise<void> {
    const byContext = new Map<string, Mount[]>();
    for (const mount of mounts) {
      const own = byContext.get(mount.contextId) ?? [];
      own.push(mount);
      byContext.set(mount.contextId, own);
    }
    await inSlices(byContext, ([id, own]) => {
      const context = this.#records.find(id);
      if (context === undefined) return;
      const recycling = { ...context.recycling, ...recycleRulesOf(own) };
      this.#records.saveEventually({ ...context, lastUsedTime: wireTime(this.#runtime.clock()), recycling });
    });
  }

  /** Does something with the files of a context while nobody else does; those whose time has come are gone before. */
  async exclusive<T>(contextId: string, work: (folder: string) => Promise<T>): Promise<T> {
    return this.#folders.exclusive(contextId, async () => {
      // What comes then would come into the state after a reset.
      this.#runtime.stop.throwIfAborted();
      const folder = this.folder(contextId);
      await removeExpired(folder, this.#sweep(contextId), (keys) => {
        this.#recycled.add(contextId, keys);
      });
      return work(folder);
    });
  }

  /** The folder that holds the files of a context, without those whose time has come. */
  async sweptFolder(contextId: string): Promise<string> {
    const folder = this.folder(contextId);
    const isDue = await hasExpired(folder, this.#sweep(contextId));
    // Who only looks waits for those who work there if there is something to remove.
    return isDue ? this.exclusive(contextId, () => Promise.resolve(folder)) : folder;
  }

  /** Files came to a context. */
  noteArrivals(contextId: string, arrivals: readonly Arrival[]): void {
    this.#arrivals.add(contextId, arrivals);
  }

  /** Where it is kept which files of a context were recycled. */
  recycledPlace(contextId: string): LogPlace {
    return this.#recycled.placeOf(contextId);
  }

  /** The folder that holds the files of a context. */
  folder(contextId: string): string {
    if (!this.has(contextId)) throw contextNotFound(contextId);
    return this.#folders.of(contextId);
  }

  /** The folder that holds the files of a context at a path of sessions. */
  folderAt(contextId: string, at: string): string {
    const folder = resolvePath(this.folder(contextId), at);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await this.#folders.close();
  }

  #sweep(contextId: string): Sweep {
    const recycling = this.#records.find(contextId)?.recycling ?? {};
    const rules = Object.values(recycling).filter((rule) => rule !== undefined);
    return { rules, arrival: this.#arrivals.of(contextId), now: this.#runtime.clock() };
  }

  #make(owner: string, id: string, name: string, contextType?: string): ContextRecord {
    const now = wireTime(this.#runtime.clock());
    const context: ContextRecord = {
      number: this.#records.nextNumber(),
      owner,
      id,
      name,
      state: 'available',
      createTime: now,
      lastUsedTime: now,
      osType: 'linux',
      contextType,
    };
    return removeOnFailure(this.#folders.of(id), () => {
      this.#folders.make(id);
      this.#records.save(context);
      return context;
    });
  }

  #empty({ id, clears, isEmptied = false }: ContextRecord, delay = 0): void {
    const { taskDelay, stop } = this.#runtime;
    const note = (what: Partial<ContextRecord>): void => {
      const context = this.#records.find(id);
      // It may have been cleared again.
      if (context !== undefined && context.clears === clears) this.#records.saveEventually({ ...context, ...what });
    };
    this.#folders.inBackground(async () => {
      if (delay > 0) await sleep(delay, undefined, { signal: stop, ref: false });
      if (this.#records.find(id)?.state !== 'clearing') note({ state: 'clearing' });
      await retryUntilDone(async () => {
        const context = this.#records.find(id);
        if (isEmptied || context?.clears !== clears) return;
        await this.#folders.empty(id, () => {
          note({ isEmptied: true });
        });
      }, stop);
      await sleep(taskDelay, undefined, { signal: stop, ref: false });
      note({ state: 'available' });
    });
  }

  #remove(contextId: string): void {
    this.#folders.inBackground(async () => {
      await this.#folders.remove(contextId);
      this.#arrivals.forget(contextId);
      this.#recycled.forget(contextId);
      this.#records.remove(contextId);
    });
  }
}
