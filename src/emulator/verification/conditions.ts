import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { objectOf, optional, wholeNumber, type Rule } from '../../model/options/rules.js';
import type { JournaledRequest, JournaledTask } from '../state/Journal.js';
import type { JournaledOperation, TextMatch } from './Match.js';

const text: Rule<TextMatch> = (option, value) => {
  if (typeof value === 'string' || Object.prototype.toString.call(value) === '[object RegExp]')
    return value as TextMatch;
  throw new InvalidRequest(option, 'must be text or a pattern');
};

const texts: Rule<Readonly<Record<string, TextMatch>>> = (option, value) =>
  objectOf(Object.fromEntries(Object.keys(value ?? {}).map((name) => [name, text])))(option, value);

const requestRules = {
  sessionId: optional(text),
  contextId: optional(text),
  fields: optional(texts),
  httpStatus: optional(wholeNumber(0, 599)),
  code: optional(text),
};

const taskRules = {
  sessionId: optional(text),
  contextId: optional(text),
  path: optional(text),
  taskType: optional(text),
  status: optional(text),
  errorMessage: optional(text),
};

/** One thing that is asked of an entry, by its name. */
export interface Condition {
  readonly name: string;
  readonly expected: TextMatch | number;
  readonly of: (entry: JournaledRequest | JournaledTask) => string | number | undefined;
}

/**
 * All that is asked of an entry.
 *
 * @throws {@link InvalidRequest} that names what there is not.
 */
export const conditionsOf = (operation: JournaledOperation, match: unknown): readonly Condition[] => {
  if (operation === 'task') return given(objectOf(taskRules)('match', match), (name) => (entry) => read(entry, name));
  const { fields, ...own } = objectOf(requestRules)('match', match);
  return [
    ...given(own, (name) => (name.endsWith('Id') ? (entry) => named(entry, name) : (entry) => read(entry, name))),
    ...given(fields ?? {}, (name) => (entry) => fieldsOf(entry)[name]),
  ];
};

const given = (
  match: Readonly<Record<string, TextMatch | number | undefined>>,
  reader: (name: string) => Condition['of'],
): readonly Condition[] =>
  Object.entries(match).flatMap(([name, expected]) =>
    expected === undefined ? [] : [{ name, expected, of: reader(name) }],
  );

const read = (entry: object, name: string): string | number | undefined =>
  (entry as Readonly<Record<string, string | number | undefined>>)[name];

const fieldsOf = (entry: JournaledRequest | JournaledTask): JournaledRequest['fields'] =>
  'fields' in entry ? entry.fields : {};

/** Of some operations the context is named `id`. */
const named = (entry: JournaledRequest | JournaledTask, name: string): string | undefined =>
  fieldsOf(entry)[name] ?? (name === 'contextId' ? fieldsOf(entry)['id'] : undefined);

/** What of an entry is not as it is asked for. */
export const differences = (
  conditions: readonly Condition[],
  entry: JournaledRequest | JournaledTask,
): readonly Condition[] => conditions.filter(({ expected, of }) => !isAsExpected(expected, of(entry)));

const isAsExpected = (expected: TextMatch | number, found: string | number | undefined): boolean =>
  typeof expected === 'object' ? typeof found === 'string' && found.search(expected) >= 0 : found === expected;
