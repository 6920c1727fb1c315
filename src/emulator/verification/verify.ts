import type { Journal } from '../state/Journal.js';
import { expectation, meetingEntries } from './Expectation.js';
import type { JournaledOperation, MatchOf } from './Match.js';
import { timesOf, timesRange, timesText, type Times } from './Times.js';
import { VerificationError } from './VerificationError.js';

/**
 * Holds a journal to how often something came.
 *
 * @throws {@link VerificationError} where it did not come so often; `InvalidRequest` where what is asked for cannot be.
 */
export const verify = <O extends JournaledOperation>(
  journal: Pick<Journal, 'entries' | 'dropped'>,
  operation: O,
  times: Times = { atLeast: 1 },
  match?: MatchOf<O>,
): void => {
  const { entries, dropped } = journal;
  const [expected, range] = [expectation(operation, match), timesRange(times)];
  const count = meetingEntries(expected, entries).length;
  const facts = { expected, range, count, entries };
  if (count > range.atMost || (count < range.atLeast && dropped === 0)) {
    throw new VerificationError('count', `came ${timesOf(count)}, not ${timesText(range)}`, facts);
  }
  const isProven = count >= range.atLeast && range.atMost === Infinity;
  if (dropped === 0 || isProven) return;
  const unknown = `came ${timesOf(count)} at least: the journal holds the last of what came, ${dropped} older ones are gone`;
  throw new VerificationError('dropped', unknown, facts);
};
