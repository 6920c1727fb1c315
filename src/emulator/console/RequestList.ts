import type { JournaledRequest } from '../state/Journal.js';
import { most, type ConsoleState, type ConsoleView, type RequestRow } from './ConsoleState.js';

/** The requests of the journal for pages, which know each by its number, however many were forgotten before it. */
export class RequestList {
  readonly #numbers = new WeakMap<JournaledRequest, number>();
  #last = 0;

  /** Those of a page: the newest ones that are looked for, before the one where the page begins. */
  of(entries: readonly JournaledRequest[], { find, failed, before }: ConsoleView): ConsoleState['requests'] {
    const numbered = entries.map((entry) => ({ entry, number: this.#numberOf(entry) }));
    const sought = find.toLowerCase();
    const found = numbered.filter(({ entry }) => !(failed && isGood(entry)) && (sought === '' || says(entry, sought)));
    const older = found.filter(({ number }) => number < before);
    const shown = older.slice(-most.requests).reverse().map(rowOf);
    return { all: entries.length, total: found.length, shown };
  }

  #numberOf(entry: JournaledRequest): number {
    const known = this.#numbers.get(entry) ?? ++this.#last;
    this.#numbers.set(entry, known);
    return known;
  }
}

const isGood = ({ httpStatus, code }: JournaledRequest): boolean => httpStatus < 400 && code === 'ok';

const says = ({ operation, code, httpStatus, requestId, fields }: JournaledRequest, sought: string): boolean =>
  [operation, code, String(httpStatus), requestId, ...Object.values(fields)].some((text) =>
    text?.toLowerCase().includes(sought),
  );

const rowOf = ({ entry, number }: { readonly entry: JournaledRequest; readonly number: number }): RequestRow => {
  const { fields, at, operation, httpStatus, code, requestId } = entry;
  const told = Object.entries(fields).map(([name, value]) => [name, value ?? ''] as const);
  return { number, at, operation, fields: told, httpStatus, code, requestId };
};
