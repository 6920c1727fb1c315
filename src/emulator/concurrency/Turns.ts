import { Semaphore } from 'async-mutex';

/** Lets so many work at a time; the others wait in turn. */
export class Turns {
  readonly #free: Semaphore;

  constructor(most: number) {
    this.#free = new Semaphore(most);
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return this.#free.runExclusive(work);
  }
}
