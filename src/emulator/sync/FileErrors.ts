import { displayPath } from '../files/fileNames.js';

/** How many are told of by name. */
const mostNamed = 5;

/** The files and folders of a task that could not be synced, and why. */
export class FileErrors {
  readonly #reasons = new Map<string, string>();

  get isEmpty(): boolean {
    return this.#reasons.size === 0;
  }

  add(file: string, error: unknown): void {
    this.#reasons.set(file, errorReason(error));
  }

  /** A file was synced after all. */
  remove(file: string): void {
    this.#reasons.delete(file);
  }

  throwIfAny(): void {
    if (!this.isEmpty) throw this.toError();
  }

  /** What is to be told of them. */
  toError(): Error {
    const named = [...this.#reasons]
      .slice(0, mostNamed)
      .map(([file, reason]) => `${reason.replace(/\.$/, '')}: ${displayPath(file) || '/'}`);
    const others = this.#reasons.size - named.length;
    return new Error([...named, ...(others > 0 ? [`and ${others} more`] : [])].join('; '));
  }
}

export const nothingToSync = (): Error => new Error('There is nothing to sync at this path.');

/** Why something failed. The system's own texts name folders of this machine. */
export const errorReason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  return code === undefined || syscall === undefined ? message : `${code}, ${syscall}`;
};
