import type { ClosestEntry } from './closest.js';
import type { RequestMatch, TaskMatch } from './Match.js';

/** What is known of what was verified, or waited for. */
export interface VerificationFacts {
  /**
   * `count`: it came more or less often. `timeout`: it did not come in time. `closed`: the emulator, or the scope, was closed
   * before. `dropped`: the journal does not hold all that came any more, so that nobody knows.
   */
  readonly reason: 'count' | 'timeout' | 'closed' | 'dropped';
  /** What was asked about: an operation, or `task`. */
  readonly operation: string;
  /** Which of them were meant. */
  readonly match: RequestMatch | TaskMatch;
  /** How often it should have come, at least. */
  readonly atLeast: number;
  /** How often it should have come, at most. Undefined where there was no such bound. */
  readonly atMost: number | undefined;
  /** How often it came. */
  readonly count: number;
  /** How often each operation came; `task` are the states of sync tasks. */
  readonly operations: Readonly<Record<string, number>>;
  /** Up to three that are closest to what was asked for, by what differs; where it came too often, the last ones of those that came. */
  readonly closest: readonly ClosestEntry[];
}

/**
 * What was verified, or waited for, is not so. The message shows what came instead, in lines; the fields, which are its JSON too,
 * have it as data.
 *
 * @example
 * ```ts
 * import { startEmulator, VerificationError } from 'rx-context-sync/emulator';
 *
 * const emulator = await startEmulator();
 * try {
 *   emulator.verify('SyncContext', 1);
 * } catch (error) {
 *   if (error instanceof VerificationError) console.error(error.count, error.operations);
 * }
 * await emulator.close();
 * ```
 */
export class VerificationError extends Error implements VerificationFacts {
  readonly reason: VerificationFacts['reason'];
  readonly operation: string;
  readonly match: RequestMatch | TaskMatch;
  readonly atLeast: number;
  readonly atMost: number | undefined;
  readonly count: number;
  readonly operations: Readonly<Record<string, number>>;
  readonly closest: readonly ClosestEntry[];

  constructor(message: string, facts: VerificationFacts) {
    super(message);
    this.reason = facts.reason;
    this.operation = facts.operation;
    this.match = facts.match;
    this.atLeast = facts.atLeast;
    this.atMost = facts.atMost;
    this.count = facts.count;
    this.operations = facts.operations;
    this.closest = facts.closest;
    // Not enumerable: printed errors would show it twice.
    Object.defineProperty(this, 'name', { value: 'VerificationError' });
  }

  /**
   * The message and the fields; a pattern of the match is its text.
   *
   * @example
   * ```ts
   * import { startEmulator } from 'rx-context-sync/emulator';
   *
   * const emulator = await startEmulator();
   * const late = emulator.waitFor('SyncContext', {}, { timeout: 10 });
   * await late.catch((error: unknown) => console.error(JSON.stringify(error))); // writes what `toJSON` gives
   * await emulator.close();
   * ```
   */
  toJSON(): Readonly<Record<string, unknown>> {
    const plain = JSON.stringify(this.match, (_, value: unknown) => (value instanceof RegExp ? String(value) : value));
    return Object.fromEntries([['message', this.message], ...Object.entries(this), ['match', JSON.parse(plain)]]);
  }
}
