/** Lets the messages of a program through up to one. From then on nothing gets out of it, as if it were killed, until it is opened. */
export class Gate {
  /** Resolves to the message that it was shut before. */
  readonly shut: Promise<string>;
  readonly opened: Promise<void>;
  readonly #isTooFar: (message: string) => boolean;
  #isShut = false;
  #tell!: (message: string) => void;
  #open!: () => void;

  /** @param isTooFar - asked of each message, in order */
  constructor(isTooFar: (message: string) => boolean) {
    this.#isTooFar = isTooFar;
    this.shut = new Promise((resolve) => (this.#tell = resolve));
    this.opened = new Promise((resolve) => (this.#open = resolve));
  }

  /** Resolves when the message may go on. */
  async pass(message: string): Promise<void> {
    if (!this.#isShut && this.#isTooFar(message)) {
      this.#isShut = true;
      this.#tell(message);
    }
    if (this.#isShut) await this.opened;
  }

  open(): void {
    this.#open();
  }
}

/** A place among the messages of a program: so many after the first one that is like this. */
export const placeAfter = (like: RegExp, count: number): ((message: string) => boolean) => {
  let left = Infinity;
  return (message) => {
    if (left === Infinity && like.test(message)) left = count;
    return left-- === 0;
  };
};
