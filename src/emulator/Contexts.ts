import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmulatedContext } from './EmulatedContext.js';
import { timeText, type EmulatedWorld } from './EmulatedWorld.js';
import { newContextId } from './ids.js';
import { inside } from './inside.js';
import type { MountPolicy } from './mountPolicy.js';
import { recycle } from './recycle.js';
import { contextNotFound, Refusal } from './Refusal.js';
import { Store } from './Store.js';
import { Turns } from './Turns.js';

/** The contexts of the emulated service. */
export class Contexts {
  readonly #world: EmulatedWorld;
  readonly #store: Store<EmulatedContext>;
  readonly #byId = new Map<string, EmulatedContext>();
  readonly #byName = new Map<string, string>();
  #last = 0;
  readonly #turns = new Turns();
  readonly #running = new Set<Promise<void>>();

  constructor(world: EmulatedWorld) {
    this.#world = world;
    this.#store = new Store(path.join(world.dataDir, 'state', 'contexts'));
    const kept = [...this.#store.load()].sort((a, b) => a.number - b.number);
    for (const context of kept) {
      if (context.state === 'deleting') {
        this.#remove(context.id);
        continue;
      }
      this.#remember(context);
      mkdirSync(this.#folder(context.id), { recursive: true });
      if (context.state === 'clearing') this.#empty(context.id);
    }
  }

  /** Finds a context by its id. */
  get(owner: string, contextId: string): EmulatedContext {
    const found = this.#byId.get(contextId);
    if (found?.owner === owner) return found;
    throw contextNotFound(contextId);
  }

  /** Whether there is such a context, whoever has it. */
  has(contextId: string): boolean {
    return this.#byId.has(contextId);
  }

  /** Finds a context by its name, or makes it. */
  named(owner: string, name: string, create: boolean): EmulatedContext {
    const found = this.#byName.get(nameKey(owner, name));
    if (found !== undefined) return this.get(owner, found);
    if (!create) throw contextNotFound(name);
    return this.#make(owner, name);
  }

  /** A context that the service makes for itself. */
  internal(owner: string, name: string, contextType: string): EmulatedContext {
    const found = this.#byName.get(nameKey(owner, name));
    return found === undefined ? this.#make(owner, name, contextType) : this.get(owner, found);
  }

  /** The contexts of an owner, in the order that they were made in. */
  list(owner: string): readonly EmulatedContext[] {
    return [...this.#byId.values()].filter((context) => context.owner === owner && context.contextType === undefined);
  }

  rename(owner: string, contextId: string, name: string): void {
    const context = this.get(owner, contextId);
    const other = this.#byName.get(nameKey(owner, name));
    if (other !== undefined && other !== contextId) {
      throw new Refusal('InvalidParameter.Name', `There is a context named ${JSON.stringify(name)} already.`);
    }
    this.#byName.delete(nameKey(owner, context.name));
    this.#save({ ...context, name });
  }

  /** Deletes a context; its files go once nobody works with them. */
  delete(owner: string, contextId: string): void {
    const context = this.get(owner, contextId);
    this.#byId.delete(contextId);
    this.#byName.delete(nameKey(owner, context.name));
    // Known until its files are gone too: a crash must not leave them to nobody.
    this.#store.save(contextId, { ...context, state: 'deleting' });
    this.#remove(contextId);
  }

  /** Begins to delete all that a context holds; what comes while it is `clearing` stays. */
  clear(owner: string, contextId: string): void {
    this.#save({ ...this.get(owner, contextId), state: 'clearing', isEmptied: undefined });
    this.#empty(contextId);
  }

  /** A context was mounted: from now on its policy says what is recycled. */
  mounted(contextId: string, { lifecycleDays: days, recyclePaths: paths }: MountPolicy): void {
    const context = this.#byId.get(contextId);
    const recycling = days === undefined ? undefined : { days, paths };
    if (context) this.#save({ ...context, lastUsedTime: timeText(this.#world), recycling });
  }

  /** Whether the service made it for itself. */
  isInternal(contextId: string): boolean {
    return this.#byId.get(contextId)?.contextType !== undefined;
  }

  /** Does something with the files of a context while nobody else does. */
  async alone<T>(contextId: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(contextId, work);
  }

  /** Deletes those of these contexts that the service made for itself. */
  deleteInternal(contextIds: readonly string[]): void {
    for (const contextId of contextIds) {
      const context = this.#byId.get(contextId);
      if (context?.contextType !== undefined) this.delete(context.owner, contextId);
    }
  }

  /** The folder that holds the files of a context, without those whose time has come. */
  async swept(contextId: string): Promise<string> {
    const folder = this.folder(contextId);
    const { recycling } = this.#byId.get(contextId) ?? {};
    if (recycling !== undefined) await recycle(folder, recycling, this.#world.clock());
    return folder;
  }

  /** The folder that holds the files of a context, or those of one path. */
  folder(contextId: string, at?: string): string {
    if (!this.#byId.has(contextId)) throw contextNotFound(contextId);
    const folder = this.#folder(contextId);
    if (at === undefined) return folder;
    mkdirSync(inside(folder, at), { recursive: true });
    return inside(folder, at);
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await Promise.all(this.#running);
  }

  #folder(contextId: string): string {
    return path.join(this.#world.dataDir, 'contexts', contextId);
  }

  #make(owner: string, name: string, contextType?: string): EmulatedContext {
    const now = timeText(this.#world);
    const context: EmulatedContext = {
      number: this.#last + 1,
      owner,
      id: newContextId(),
      name,
      state: 'available',
      createTime: now,
      lastUsedTime: now,
      osType: 'linux',
      contextType,
    };
    mkdirSync(this.#folder(context.id), { recursive: true });
    this.#save(context);
    return context;
  }

  #save(context: EmulatedContext): void {
    this.#store.save(context.id, context);
    this.#remember(context);
  }

  #remember(context: EmulatedContext): void {
    this.#byId.set(context.id, context);
    this.#byName.set(nameKey(context.owner, context.name), context.id);
    this.#last = Math.max(this.#last, context.number);
  }

  #empty(contextId: string): void {
    const { dataDir, taskDelay, stop } = this.#world;
    const note = (what: Partial<EmulatedContext>): void => {
      const context = this.#byId.get(contextId);
      if (context) this.#save({ ...context, ...what });
    };
    this.#inBackground(async () => {
      if (!this.#byId.get(contextId)?.isEmptied) {
        // All at once, for what comes after it is to stay. What a crash leaves aside is removed at the next start.
        await this.alone(contextId, () =>
          emptied(this.#folder(contextId), path.join(dataDir, 'scratch', randomUUID())),
        );
        note({ isEmptied: true });
      }
      await sleep(taskDelay, undefined, { signal: stop, ref: false });
      note({ state: 'available', isEmptied: undefined });
    });
  }

  #remove(contextId: string): void {
    this.#inBackground(async () => {
      await this.alone(contextId, () => removed(this.#folder(contextId)));
      this.#store.remove(contextId);
    });
  }

  #inBackground(work: () => Promise<void>): void {
    const running = work().catch(() => undefined);
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
  }
}

/** Empties a folder by way of a place aside. */
const emptied = async (folder: string, aside: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await rename(folder, aside);
  await mkdir(folder);
  await removed(aside);
};

const removed = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });

const nameKey = (owner: string, name: string): string => JSON.stringify([owner, name]);
