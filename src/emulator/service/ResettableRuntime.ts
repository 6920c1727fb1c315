import { RwLock } from '../concurrency/RwLock.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { moveStateAside } from '../state/discardState.js';
import { installState, type StateChange } from '../state/installState.js';
import type { Trash } from '../state/Trash.js';
import type { OpenRuntime } from './openRuntime.js';

/** What runtimes are made of. */
export interface ResettableRuntimeParts {
  readonly dataDir: string;
  readonly trash: Trash;
  /** Opens a runtime on what the folder holds. */
  readonly open: () => OpenRuntime;
}

/** The runtime of an emulator. A reset begins a new one. */
export class ResettableRuntime {
  readonly #parts: ResettableRuntimeParts;
  readonly #lock = new RwLock();
  #open: OpenRuntime | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: ResettableRuntimeParts) {
    this.#parts = parts;
    this.#open = parts.open();
  }

  /** Whether it was closed, or is about to be. */
  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  /** The runtime that is open now. Where it could not be opened again after a reset that failed, it is tried anew. */
  current(): OpenRuntime {
    return (this.#open ??= this.#parts.open());
  }

  /** Does something while no reset is under way. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.#lock.shared(work);
  }

  /**
   * Begins a new runtime, and says so before anybody is in it; the files of the old one go in the background. Where it rejects,
   * the old one goes on as it was.
   */
  async reset(onReset: () => void): Promise<void> {
    await this.#replace((dataDir, aside) => ({ undo: moveStateAside(dataDir, aside), keep: () => undefined }), onReset);
  }

  /** As {@link ResettableRuntime.reset}, but the new runtime has what is in the folder `staged`. */
  async install(staged: string, onReset: () => void): Promise<void> {
    await this.#replace((dataDir, aside) => installState(dataDir, staged, aside), onReset);
  }

  /** Does something while nobody is in it and nothing runs. After that the runtime goes on: what ran begins again. */
  async pause(work: () => Promise<void>): Promise<void> {
    await this.#alone(async () => {
      await this.#open?.close();
      try {
        await work();
      } finally {
        this.#open = undefined;
        this.#reopen();
      }
    });
  }

  /** Ends what runs, for good: those who come later are told why. */
  close(why = 'The emulator was stopped.'): Promise<void> {
    const refusal = new ServiceRefusal('ServiceUnavailable', why, 503);
    this.#closing ??= this.#lock.exclusiveForever(this.#stop, async () => this.#open?.close(), refusal);
    return this.#closing;
  }

  /** Those who are inside may wait for what runs. */
  readonly #stop = (): void => {
    this.#open?.stop();
  };

  async #alone(work: () => Promise<void>): Promise<void> {
    if (this.#closing !== undefined) throw new Error('The emulator is closed.');
    await this.#lock.exclusive(this.#stop, work);
  }

  async #replace(change: (dataDir: string, aside: string) => StateChange, onReset: () => void): Promise<void> {
    await this.#alone(async () => {
      await this.#open?.close();
      this.#open = undefined;
      try {
        this.#open = this.#anew(change);
      } catch (error) {
        this.#reopen();
        throw error;
      }
      onReset();
    });
  }

  #anew(change: (dataDir: string, aside: string) => StateChange): OpenRuntime {
    const { dataDir, trash, open } = this.#parts;
    const place = trash.newPlace();
    try {
      const { undo, keep } = change(dataDir, place);
      try {
        const opened = open();
        keep();
        return opened;
      } catch (error) {
        undo();
        throw error;
      }
    } finally {
      trash.remove(place);
    }
  }

  #reopen(): void {
    try {
      this.current();
    } catch {
      // Whoever comes next tries it again.
    }
  }
}
