import type { JournalEntries } from '../state/Journal.js';
import { closestEntries } from './closest.js';
import { closestText, expectationText, operationsText } from './describe.js';
import { operationOf, type Expectation } from './Expectation.js';
import type { TimesRange } from './Times.js';
import { VerificationError } from './VerificationError.js';

/** What was expected, and what came. */
export interface Unmet {
  readonly expected: Expectation;
  readonly range: TimesRange;
  readonly count: number;
  readonly entries: JournalEntries;
}

/** The error that tells what came in place of what was expected. */
export const unmet = (
  reason: VerificationError['reason'],
  what: string,
  { expected, range, count, entries }: Unmet,
): VerificationError => {
  const { operation, match } = expected;
  const operations = countsOf(entries);
  const closest = closestEntries(expected, entries);
  const lines = [operationsText(operations), ...closest.map((one) => closestText(one, expected))];
  const { atLeast, atMost: bound } = range;
  const atMost = bound === Infinity ? undefined : bound;
  const message = [`${expectationText(expected)} ${what}.`, ...lines].join('\n');
  return new VerificationError(message, { reason, operation, match, atLeast, atMost, count, operations, closest });
};

const countsOf = ({ requests, tasks }: JournalEntries): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const entry of [...requests, ...tasks]) {
    const operation = operationOf(entry) || '?';
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
};
