import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArrivalTimes, type Arrival } from './ArrivalTimes.js';
import { ContextFolders } from './ContextFolders.js';
import type { ContextRecord } from './ContextRecord.js';
import { pathInContext, policyOf, type Mount } from '../sessions/SessionRecord.js';
import { timeText, type EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { newContextId } from '../protocol/wireForms.js';
import { resolvePath } from '../files/resolvePath.js';
import { removeOnFailure } from '../sessions/sessionTree.js';
import { sessionPathParts } from '../files/paths.js';
import { hasExpired, removeExpired, type Sweep } from './expiry.js';
import { contextNotFound, ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { Store } from '../state/Store.js';
import { retryUntilDone } from '../concurrency/retryUntilDone.js';

/** The contexts of the emulated service. */
export class Contexts {
  readonly #runtime: EmulatorRuntime;
  readonly #store: Store<ContextRecord>;
  readonly #folders: ContextFolders;
  readonly #arrivals: ArrivalTimes;
  readonly #byId = new Map<string, ContextRecord>();
  readonly #byName = new Map<string, string>();
  #last = 0;

  constructor(runtime: EmulatorRuntime) {
    this.#runtime = runtime;
    this.#store = runtime.state.store('contexts');
    this.#folders = new ContextFolders(runtime.dataDir, runtime.trash);
    this.#arrivals = new ArrivalTimes(runtime.state);
    const kept = [...this.#store.load()].sort((a, b) => a.number - b.number);
    for (const context of kept) {
      if (context.state === 'deleting') {
        this.#remove(context.id);
        continue;
      }
      this.#remember(context);
      this.#folders.make(context.id);
      if (context.state === 'clearing') this.#empty(context);
    }
  }

  /** Finds a context by its id. */
  get(owner: string, contextId: string): ContextRecord {
    const found = this.#byId.get(contextId);
    if (found?.owner === owner) return found;
    throw contextNotFound(contextId);
  }

  /** Whether there is such a context, whoever has it. */
  has(contextId: string): boolean {
    return this.#byId.has(contextId);
  }

  /** Finds a context by its name, or makes it. */
  findOrCreate(owner: string, name: string, create: boolean): ContextRecord {
    const found = this.#byName.get(nameKey(owner, name));
    if (found !== undefined) return this.get(owner, found);
    if (!create) throw contextNotFound(name);
    return this.#make(owner, newContextId(), name);
  }

  /** Makes a context that is the service's own: it has no name that clients could find it by. */
  makeInternal(owner: string, contextId: string, contextType: string): void {
    this.#make(owner, contextId, contextType, contextType);
  }

  /** The contexts of an owner, in the order that they were made in. */
  list(owner: string): readonly ContextRecord[] {
    return [...this.#byId.values()].filter((context) => context.owner === owner && context.contextType === undefined);
  }

  rename(owner: string, contextId: string, name: string): void {
    const context = this.get(owner, contextId);
    const other = this.#byName.get(nameKey(owner, name));
    if (other !== undefined && other !== contextId) {
      throw new ServiceRefusal('InvalidParameter.Name', `There is a context named ${JSON.stringify(name)} already.`);
    }
    this.#save({ ...context, name });
    if (context.contextType === undefined && name !== context.name) this.#byName.delete(nameKey(owner, context.name));
  }

  /** Deletes a context; its files go once nobody works with them. */
  delete(owner: string, contextId: string): void {
    const context = this.get(owner, contextId);
    // Known until its files are gone too: a crash must not leave them to nobody.
    this.#store.save(contextId, { ...context, state: 'deleting' });
    this.#byId.delete(contextId);
    if (context.contextType === undefined) this.#byName.delete(nameKey(owner, context.name));
    this.#remove(contextId);
  }

  /** Begins to delete all that a context holds; what comes while it is `clearing` stays. */
  clear(owner: string, contextId: string): void {
    const { clears = 0, ...context } = this.get(owner, contextId);
    const clearing = { ...context, state: 'clearing', clears: clears + 1, isEmptied: false };
    this.#save(clearing);
    this.#empty(clearing);
  }

  /** Contexts were mounted: from now on the policies of the mounts say what is recycled of the files that they keep for them. */
  noteMounts(mounts: readonly Mount[]): void {
    for (const id of new Set(mounts.map(({ contextId }) => contextId))) {
      this.#mounted(
        id,
        mounts.filter(({ contextId }) => contextId === id),
      );
    }
  }

  #mounted(contextId: string, mounts: readonly Mount[]): void {
    const context = this.#byId.get(contextId);
    if (context === undefined) return;
    const rules = mounts.map((mount) => {
      const { lifecycleDays: days, recyclePaths: paths } = policyOf(mount);
      return [
        sessionPathParts(pathInContext(mount)).join('/'),
        days === undefined ? undefined : { days, paths },
      ] as const;
    });
    const recycling = { ...context.recycling, ...Object.fromEntries(rules) };
    this.#note({ ...context, lastUsedTime: timeText(this.#runtime), recycling });
  }

  /** Does something with the files of a context while nobody else does; those whose time has come are gone before. */
  async exclusive<T>(contextId: string, work: (folder: string) => Promise<T>): Promise<T> {
    return this.#folders.exclusive(contextId, async () => {
      // What comes then would come into the state after a reset.
      this.#runtime.stop.throwIfAborted();
      const folder = this.folder(contextId);
      await removeExpired(folder, this.#sweep(contextId));
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

  /** The folder that holds the files of a context. */
  folder(contextId: string): string {
    if (!this.#byId.has(contextId)) throw contextNotFound(contextId);
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
    const recycling = this.#byId.get(contextId)?.recycling ?? {};
    const rules = Object.values(recycling).filter((rule) => rule !== undefined);
    return { rules, arrival: this.#arrivals.of(contextId), now: this.#runtime.clock() };
  }

  #make(owner: string, id: string, name: string, contextType?: string): ContextRecord {
    const now = timeText(this.#runtime);
    const context: ContextRecord = {
      number: this.#last + 1,
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
      this.#save(context);
      return context;
    });
  }

  /** What is to be so from now on. Throws where it cannot be kept: then it is not. */
  #save(context: ContextRecord): void {
    this.#store.save(context.id, context);
    this.#remember(context);
  }

  /** What is so in any case: it is kept as soon as it can be. */
  #note(context: ContextRecord): void {
    this.#remember(context);
    this.#store.saveEventually(context.id, context);
  }

  #remember(context: ContextRecord): void {
    this.#byId.set(context.id, context);
    if (context.contextType === undefined) this.#byName.set(nameKey(context.owner, context.name), context.id);
    this.#last = Math.max(this.#last, context.number);
  }

  #empty({ id, clears, isEmptied = false }: ContextRecord): void {
    const { taskDelay, stop } = this.#runtime;
    const note = (what: Partial<ContextRecord>): void => {
      const context = this.#byId.get(id);
      // It may have been cleared again.
      if (context !== undefined && context.clears === clears) this.#note({ ...context, ...what });
    };
    this.#folders.inBackground(async () => {
      await retryUntilDone(async () => {
        const context = this.#byId.get(id);
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
      this.#store.remove(contextId);
    });
  }
}

const nameKey = (owner: string, name: string): string => JSON.stringify([owner, name]);
