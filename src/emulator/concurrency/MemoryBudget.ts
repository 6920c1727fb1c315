import { Semaphore } from 'async-mutex';

/** In bytes: what is counted. The semaphore looks through all that it has, one by one. */
const unit = 1 << 20;

/** Lets works run as long as there is memory for what they hold; the others wait in turn. */
export class MemoryBudget {
  readonly #free: Semaphore;

  constructor(bytes: number) {
    this.#free = new Semaphore(bytes / unit);
  }

  /** Does something that holds so many bytes: not more than there are. */
  run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    return this.#free.runExclusive(work, Math.ceil(bytes / unit));
  }
}
