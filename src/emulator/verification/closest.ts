import type { JournalEntries, JournaledRequest, JournaledTask } from '../state/Journal.js';
import { differences } from './conditions.js';
import { operationOf, type Expectation, type JournalEntry } from './Expectation.js';

/** An entry, and what of it is not as it was asked for. */
export interface ClosestEntry {
  /** What came. */
  readonly entry: JournaledRequest | JournaledTask;
  /** The names of what is not so: `operation`, or those of the match. */
  readonly differs: readonly string[];
}

/** How many are told. */
const most = 3;

/** What came that is like what was asked for: of its operation first, then what differs least, then what came last. */
export const closestEntries = (expected: Expectation, { requests, tasks }: JournalEntries): readonly ClosestEntry[] => {
  const entries: readonly JournalEntry[] = expected.operation === 'task' ? tasks : requests;
  return entries
    .map((entry) => ({ entry, differs: namesOf(expected, entry) }))
    .reverse()
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, most);
};

const namesOf = ({ operation, conditions }: Expectation, entry: JournalEntry): readonly string[] => [
  ...(operationOf(entry) === operation ? [] : ['operation']),
  ...differences(conditions, entry).map(({ name }) => name),
];

const rank = ({ differs }: ClosestEntry): number => differs.length + (differs[0] === 'operation' ? 1000 : 0);
