import { RwLock } from '../concurrency/RwLock.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { moveStateAside } from '../state/discardState.js';
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
    if (this.#closing !== undefined) throw new Error('The emulator is closed.');
    await this.#lock.exclusive(this.#stop, async () => {
      await this.#renew();
      onReset();
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

  async #renew(): Promise<void> {
    await this.#open?.close();
    this.#open = undefined;
    try {
      this.#open = this.#anew();
    } catch (error) {
      this.#reopen();
      throw error;
    }
  }

  #anew(): OpenRuntime {
    const { dataDir, trash, open } = this.#parts;
    const place = trash.newPlace();
    try {
      const putBack = moveStateAside(dataDir, place);
      try {
        return open();
      } catch (error) {
        putBack();
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
