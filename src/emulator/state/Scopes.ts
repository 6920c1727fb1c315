import { createHash, randomBytes } from 'node:crypto';
import type { FaultCall } from '../faults/FaultCall.js';
import { Faults, type Fault } from '../faults/Faults.js';
import { randomIds, seededIds, type Ids } from '../protocol/Ids.js';
import { Journal, type JournaledRequest, type JournaledTask, type JournalListeners } from './Journal.js';

/** A namespace within an emulator: what belongs to one key. */
export interface Scope {
  /** Counts up. */
  readonly number: number;
  readonly apiKey: string;
  /** Whose its contexts and sessions are, since its last reset. */
  readonly owner: string;
  readonly journal: Journal;
  readonly faults: Faults;
}

interface OpenScope extends Scope {
  owner: string;
  resets: number;
  ids: Ids;
}

/** What the owners of scopes begin with, and their keys. */
const prefix = 'scope-';

const nobody: JournalListeners = { onRequest: () => undefined, onTask: () => undefined };

/**
 * What goes wrong, what came and which ids are given: for the emulator as a whole, and for each scope of it. Whoever is no scope
 * is of the whole alone.
 */
export class Scopes {
  /** What came to all of them. */
  readonly journal: Journal;
  /** What goes wrong with all of them. */
  readonly faults = new Faults();
  readonly #idSeed: number | undefined;
  readonly #byKey = new Map<string, OpenScope>();
  readonly #byOwner = new Map<string, OpenScope>();
  #ids: Ids;
  #last = 0;

  constructor(told: JournalListeners, idSeed?: number) {
    this.journal = new Journal(told);
    this.#idSeed = idSeed;
    this.#ids = this.#newIds(0);
  }

  open(): Scope {
    const number = ++this.#last;
    const apiKey = prefix + randomBytes(16).toString('hex');
    const [journal, faults] = [new Journal(nobody), new Faults()];
    const scope = { number, apiKey, owner: '', journal, faults, resets: 0, ids: this.#newIds(number) };
    this.#byKey.set(apiKey, scope);
    this.#rename(scope);
    return scope;
  }

  /** Begins a scope anew: nothing is its own any more. Gives the owner that it was. */
  renew({ apiKey, owner }: Scope): string {
    const scope = this.#byKey.get(apiKey);
    if (scope === undefined) throw new Error('The scope is closed.');
    this.#clear(scope);
    this.#rename(scope);
    return owner;
  }

  /** Nobody knows its key any more. Gives the owner that it was. */
  close({ apiKey, owner }: Scope): string {
    this.#byKey.delete(apiKey);
    this.#byOwner.delete(owner);
    return owner;
  }

  /** Whose contexts and sessions a key sees, where it is that of a scope. */
  ownerOfKey(apiKey: string | undefined): string | undefined {
    return apiKey === undefined ? undefined : this.#byKey.get(apiKey)?.owner;
  }

  /** Whether it is, or was, the key of a scope. */
  isScopeKey(apiKey: string): boolean {
    return this.#byKey.has(apiKey) || /^scope-[0-9a-f]{32}$/.test(apiKey);
  }

  /** Whether it was the owner of a scope that is closed, or was reset since. */
  isGone(owner: string): boolean {
    return owner.startsWith(prefix) && !this.#byOwner.has(owner);
  }

  /** What goes wrong with a call of an owner. The call uses it up. */
  consume(owner: string, call: FaultCall): Fault {
    const fault = this.faults.consume(call);
    return this.#byOwner.get(owner)?.faults.consume(call, fault) ?? fault;
  }

  addRequest(owner: string, entry: JournaledRequest): void {
    this.journal.addRequest(entry);
    this.#byOwner.get(owner)?.journal.addRequest(entry);
  }

  addTask(owner: string, entry: JournaledTask): void {
    this.journal.addTask(entry);
    this.#byOwner.get(owner)?.journal.addTask(entry);
  }

  /** A task of an owner succeeded or failed. */
  noteTaskEnd(owner: string, task: JournaledTask): void {
    this.faults.noteTaskEnd(task);
    this.#byOwner.get(owner)?.faults.noteTaskEnd(task);
  }

  /** The ids that an owner is given. */
  ids(owner: string): Ids {
    return this.#byOwner.get(owner)?.ids ?? this.#ids;
  }

  /** Forgets what came and what goes wrong, everywhere; ids begin anew. */
  clear(): void {
    this.journal.clear();
    this.faults.clear();
    this.#ids = this.#newIds(0);
    for (const scope of this.#byKey.values()) this.#clear(scope);
  }

  #clear(scope: OpenScope): void {
    scope.journal.clear();
    scope.faults.clear();
    scope.ids = this.#newIds(scope.number);
  }

  /** What is kept on disk of a key does not tell it. */
  #rename(scope: OpenScope): void {
    this.#byOwner.delete(scope.owner);
    const hash = createHash('sha256').update(scope.apiKey).digest('hex').slice(0, 16);
    scope.owner = `${prefix}${hash}-${scope.resets++}`;
    this.#byOwner.set(scope.owner, scope);
  }

  #newIds(number: number): Ids {
    return this.#idSeed === undefined ? randomIds : seededIds(`${this.#idSeed} ${number}`);
  }
}
