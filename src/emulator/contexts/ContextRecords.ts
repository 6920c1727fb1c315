import type { Context } from '../../model/contexts/Context.js';
import type { StateFolder } from '../state/StateFolder.js';
import type { Store } from '../state/Store.js';
import type { RecycleRule } from './expiry.js';

/** A context, as the emulator keeps it. */
export interface ContextRecord extends Context {
  /** Counts up: lists are in this order. */
  readonly number: number;
  /** Whose it is. */
  readonly owner: string;
  /** `file_transfer` where the service made it for itself; such contexts are not listed. */
  readonly contextType?: string | undefined;
  /** How often it was cleared. */
  readonly clears?: number | undefined;
  /** Where it is `clearing`, or is to be: whether its files are gone already. */
  readonly isEmptied?: boolean | undefined;
  /** What is recycled in it, and when, by the paths of the mounts that say so. */
  readonly recycling?: Readonly<Record<string, RecycleRule | undefined>> | undefined;
}

/** What is kept of contexts, in memory and in a folder. */
export class ContextRecords {
  readonly #store: Store<ContextRecord>;
  readonly #byId = new Map<string, ContextRecord>();
  readonly #idByName = new Map<string, string>();
  #last = 0;

  constructor(folder: StateFolder) {
    this.#store = folder.store('contexts');
  }

  /** What is in the folder, in the order that it was made in. It is to be given to {@link remember}, or to be removed. */
  load(): readonly ContextRecord[] {
    return [...this.#store.load()].sort((a, b) => a.number - b.number);
  }

  find(contextId: string): ContextRecord | undefined {
    return this.#byId.get(contextId);
  }

  /** The id of the context of this name, if there is one. */
  idOf(owner: string, name: string): string | undefined {
    return this.#idByName.get(nameKey(owner, name));
  }

  /** All of them, in the order that they were made in. */
  all(): readonly ContextRecord[] {
    return [...this.#byId.values()];
  }

  /** The number of the next context to be made. */
  nextNumber(): number {
    return this.#last + 1;
  }

  /** What is to be so from now on. Throws where it cannot be kept: then it is not. */
  save(context: ContextRecord): void {
    this.#store.save(context.id, context);
    this.remember(context);
  }

  /** What is so in any case: it is kept as soon as it can be. */
  saveEventually(context: ContextRecord): void {
    this.remember(context);
    this.#store.saveEventually(context.id, context);
  }

  /** A context is in memory, and found by its name, but for those of the service's own. */
  remember(context: ContextRecord): void {
    const { id, owner, name, number, contextType } = context;
    const before = this.#byId.get(id);
    if (before !== undefined && before.name !== name) this.#forgetName(before);
    this.#byId.set(id, context);
    if (contextType === undefined) this.#idByName.set(nameKey(owner, name), id);
    this.#last = Math.max(this.#last, number);
  }

  /** Nobody finds it any more, but it is known until it is removed: a crash must not leave its files to nobody. */
  hide(context: ContextRecord): void {
    this.#store.save(context.id, { ...context, state: 'deleting' });
    this.forget(context);
  }

  /** Nobody finds it any more, whose owner is gone: by that a next start knows what to remove. */
  forget(context: ContextRecord): void {
    this.#byId.delete(context.id);
    this.#forgetName(context);
  }

  /** Nothing is known of it any more. */
  remove(contextId: string): void {
    this.#store.remove(contextId);
  }

  #forgetName({ owner, name, contextType }: ContextRecord): void {
    if (contextType === undefined) this.#idByName.delete(nameKey(owner, name));
  }
}

const nameKey = (owner: string, name: string): string => JSON.stringify([owner, name]);
