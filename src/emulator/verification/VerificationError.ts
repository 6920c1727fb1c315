import type { JournalEntries } from '../state/Journal.js';
import { closestEntries, type ClosestEntry } from './closest.js';
import { closestText, expectationText, operationsText } from './describe.js';
import { operationOf, type Expectation } from './Expectation.js';
import type { RequestMatch, TaskMatch } from './Match.js';
import type { TimesRange } from './Times.js';

/** What is known of a {@link VerificationError}. */
export interface VerificationFacts {
  readonly expected: Expectation;
  readonly range: TimesRange;
  readonly count: number;
  readonly entries: JournalEntries;
}

/**
 * What was verified, or waited for, is not so. The message shows what came instead, in lines; the fields, which are its JSON too,
 * have it as data.
 */
export class VerificationError extends Error {
  /**
   * `count`: it came more or less often. `timeout`: it did not come in time. `closed`: the emulator, or the scope, was closed
   * before. `dropped`: the journal does not hold all that came any more, so that nobody knows.
   */
  readonly reason: 'count' | 'timeout' | 'closed' | 'dropped';
  readonly operation: string;
  readonly match: RequestMatch | TaskMatch;
  readonly atLeast: number;
  /** Undefined where there was no such bound. */
  readonly atMost: number | undefined;
  /** How often it came. */
  readonly count: number;
  /** How often each operation came; `task` are the states of sync tasks. */
  readonly operations: Readonly<Record<string, number>>;
  /** Up to three that are closest to what was asked for; where it came too often, the last ones of those that came. */
  readonly closest: readonly ClosestEntry[];

  constructor(
    reason: VerificationError['reason'],
    what: string,
    { expected, range, count, entries }: VerificationFacts,
  ) {
    const operations = countsOf(entries);
    const closest = closestEntries(expected, entries);
    const lines = [operationsText(operations), ...closest.map((one) => closestText(one, expected))];
    super([`${expectationText(expected)} ${what}.`, ...lines].join('\n'));
    this.reason = reason;
    this.operation = expected.operation;
    this.match = expected.match;
    this.atLeast = range.atLeast;
    this.atMost = range.atMost === Infinity ? undefined : range.atMost;
    this.count = count;
    this.operations = operations;
    this.closest = closest;
    // Not enumerable: printed errors would show it twice.
    Object.defineProperty(this, 'name', { value: 'VerificationError' });
  }

  /** The message and the fields; a pattern of the match is its text. */
  toJSON(): Readonly<Record<string, unknown>> {
    const plain = JSON.stringify(this.match, (_, value: unknown) => (value instanceof RegExp ? String(value) : value));
    return Object.fromEntries([['message', this.message], ...Object.entries(this), ['match', JSON.parse(plain)]]);
  }
}

const countsOf = ({ requests, tasks }: JournalEntries): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const entry of [...requests, ...tasks]) {
    const operation = operationOf(entry) || '?';
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
};
