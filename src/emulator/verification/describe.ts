import { oneLine } from '../../model/errors/describe.js';
import type { ClosestEntry } from './closest.js';
import type { Expectation, JournalEntry } from './Expectation.js';

/** The longest value in a message, in characters. */
const longest = 80;

const shown = (value: unknown): string =>
  oneLine(typeof value === 'string' ? JSON.stringify(value) : String(value), longest);

/** What is meant, as the beginning of a sentence. */
export const expectationText = ({ operation, conditions }: Expectation): string => {
  const asked = conditions.map(({ name, expected }) => `${oneLine(name, longest)} ${shown(expected)}`);
  return asked.length === 0 ? operation : `${operation} with ${asked.join(', ')}`;
};

/** What came, by operations. */
export const operationsText = (counts: Readonly<Record<string, number>>): string => {
  const told = Object.entries(counts).map(([operation, count]) => `${oneLine(operation, longest)} ${count}`);
  return told.length === 0 ? 'Nothing came.' : `What came: ${told.join(', ')}.`;
};

/** An entry that is close to what was meant, in a line. */
export const closestText = ({ entry, differs }: ClosestEntry, { conditions }: Expectation): string => {
  const found = conditions.filter(({ name }) => differs.includes(name));
  const notes = found.map(
    ({ name, of, expected }) => `${oneLine(name, longest)} is ${shown(of(entry))}, not ${shown(expected)}`,
  );
  return `  ${entryText(entry)}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
};

/** What AgentBay's requests have beside their parameters (docs/protocol.md, section 2.2). */
const ofProtocol = new Set(['action', 'format', 'version', 'timestamp', 'signatureNonce']);

const entryText = (entry: JournalEntry): string => {
  if (!('operation' in entry)) {
    const { sessionId, contextId, path, taskType, status, errorMessage } = entry;
    const end = errorMessage === '' ? status : `${status}: ${oneLine(errorMessage, longest)}`;
    return `task ${taskType} of ${contextId} at ${oneLine(path, longest)} in ${sessionId} -> ${end}`;
  }
  const told = Object.entries(entry.fields).filter(([name]) => !ofProtocol.has(name));
  const fields = told.map(([name, value]) => `${oneLine(name, longest)}=${shown(value)}`);
  const end = entry.httpStatus === 0 ? entry.code : `${entry.httpStatus} ${entry.code}`;
  return [oneLine(entry.operation, longest) || '?', ...fields, '->', oneLine(end, longest)].join(' ');
};
