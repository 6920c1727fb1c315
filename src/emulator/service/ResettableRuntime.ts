import { Gate } from '../concurrency/RwLock.js';
import type { OpenWorld } from './openRuntime.js';
import { putAside } from '../state/discardState.js';
import { Refusal } from '../protocol/ServiceRefusal.js';
import type { Trash } from '../state/Trash.js';

/** What worlds are made of. */
export interface WorldsParts {
  readonly dataDir: string;
  readonly trash: Trash;
  /** Opens a world on what the folder holds. */
  readonly open: () => OpenWorld;
}

/** The worlds of an emulator, one at a time. */
export class Worlds {
  readonly #parts: WorldsParts;
  readonly #gate = new Gate();
  #open: OpenWorld | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: WorldsParts) {
    this.#parts = parts;
    this.#open = parts.open();
  }

  /** The world that is open now. Where it could not be opened again after a reset that failed, it is tried anew. */
  current(): OpenWorld {
    return (this.#open ??= this.#parts.open());
  }

  /** Does something in a world that is not about to end. */
  pass<T>(work: () => Promise<T>): Promise<T> {
    return this.#gate.pass(work);
  }

  /**
   * Begins a new world, and says so before anybody is in it; the files of the old one go in the background. Where it rejects,
   * the old world goes on as it was.
   */
  async reset(begun: () => void): Promise<void> {
    if (this.#closing !== undefined) throw new Error('The emulator is closed.');
    await this.#gate.alone(this.#stop, async () => {
      await this.#renew();
      begun();
    });
  }

  /** Ends what runs, for good: those who come later are told why. */
  close(why = 'The emulator was stopped.'): Promise<void> {
    const refusal = new Refusal('ServiceUnavailable', why, 503);
    this.#closing ??= this.#gate.last(this.#stop, async () => this.#open?.close(), refusal);
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

  #anew(): OpenWorld {
    const { dataDir, trash, open } = this.#parts;
    const place = trash.newPlace();
    try {
      const putBack = putAside(dataDir, place);
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
