import { clearTimeout, setTimeout } from 'node:timers';
import { checkOptions, milliseconds, withDefault } from '../../model/options/rules.js';
import type { Journal } from '../state/Journal.js';
import { expectation, isMet, meetingEntries, type Expectation, type JournalEntry } from './Expectation.js';
import type { EntryOf, JournaledOperation, MatchOf } from './Match.js';
import { VerificationError } from './VerificationError.js';

/** How something is waited for. */
export interface WaitForOptions {
  /**
   * For how long, in milliseconds; 0 takes only what is there already. By default less than test runners give a test, so that
   * the error is seen.
   * @default 4000
   */
  readonly timeout?: number | undefined;
}

const rules = { timeout: withDefault(milliseconds(), 4000) };

/** What is waited with. */
export interface Waiting {
  readonly journal: Pick<Journal, 'entries' | 'subscribe'>;
  /** Aborted where nothing more will come. */
  readonly closed: AbortSignal;
}

/** The first entry that is meant, once it is there. Rejects as `verify` throws. */
export const waitFor = async <O extends JournaledOperation>(
  waiting: Waiting,
  operation: O,
  match?: MatchOf<O>,
  options?: WaitForOptions,
): Promise<EntryOf<O>> => {
  const { timeout } = checkOptions(rules, options);
  const expected = expectation(operation, match);
  const [found = await nextEntry(waiting, expected, timeout)] = meetingEntries(expected, waiting.journal.entries);
  if (typeof found === 'object') return found as EntryOf<O>;
  const range = { atLeast: 1, atMost: Infinity };
  const what = found === 'timeout' ? `did not come within ${timeout} ms` : 'did not come before the end';
  throw new VerificationError(found, what, { expected, range, count: 0, entries: waiting.journal.entries });
};

/** The next entry that is meant, or why there was none. */
const nextEntry = (
  { journal, closed }: Waiting,
  expected: Expectation,
  timeout: number,
): Promise<JournalEntry | 'timeout' | 'closed'> =>
  new Promise((resolve) => {
    const settle = (end: JournalEntry | 'timeout' | 'closed'): void => {
      unsubscribe();
      clearTimeout(timer);
      closed.removeEventListener('abort', close);
      resolve(end);
    };
    const close = (): void => {
      settle('closed');
    };
    const unsubscribe = journal.subscribe((entry) => {
      if (isMet(expected, entry)) settle(entry);
    });
    const timer = setTimeout(settle, timeout, 'timeout');
    closed.addEventListener('abort', close);
    if (closed.aborted) close();
  });
