import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { fileOperations, operationNames } from '../protocol/operationNames.js';
import type { JournalEntries, JournaledRequest, JournaledTask } from '../state/Journal.js';
import { conditionsOf, differences, type Condition } from './conditions.js';
import type { JournaledOperation, RequestMatch, TaskMatch } from './Match.js';

/** An entry of a journal. */
export type JournalEntry = JournaledRequest | JournaledTask;

/** Which entries are meant. */
export interface Expectation {
  readonly operation: JournaledOperation;
  readonly match: RequestMatch | TaskMatch;
  readonly conditions: readonly Condition[];
}

/** @throws `InvalidRequest` that names what there is not: it would never come, and nobody would notice. */
export const expectation = (operation: JournaledOperation, match: RequestMatch | TaskMatch = {}): Expectation => {
  const known: readonly string[] = [...operationNames, ...fileOperations, 'task'];
  if (!known.includes(operation)) throw new InvalidRequest('operation', `must be one of ${known.join(', ')}`);
  return { operation, match, conditions: conditionsOf(operation, match) };
};

/** Whether an entry is meant. */
export const isMet = ({ operation, conditions }: Expectation, entry: JournalEntry): boolean =>
  operationOf(entry) === operation && differences(conditions, entry).length === 0;

/** The entries that are meant, in their order. */
export const meetingEntries = (expected: Expectation, { requests, tasks }: JournalEntries): readonly JournalEntry[] =>
  (expected.operation === 'task' ? tasks : requests).filter((entry) => isMet(expected, entry));

/** What an entry is of. */
export const operationOf = (entry: JournalEntry): string => ('operation' in entry ? entry.operation : 'task');
