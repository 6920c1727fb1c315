import { asyncScheduler, defer, map, timer, type Observable } from 'rxjs';
import type { ContextError } from '../model/errors/ContextError.js';
import { isTransient } from '../model/errors/isTransient.js';
import { TimedOut } from '../model/errors/TimedOut.js';
import type { WaitPlan } from '../model/WaitPlan.js';
import { polling, type PollAnswer } from './polling.js';

/** How it ended: well where there is no error. */
export interface WaitEnd {
  readonly error?: ContextError;
}

/** All that is known at one moment of something that the service does by itself. */
export interface Wait<Seen> {
  readonly seen: Seen;
  readonly polls: number;
  readonly elapsed: number;
  readonly warning?: ContextError | undefined;
  readonly end?: WaitEnd | undefined;
}

/** What is waited for. The functions are pure. */
export interface Awaited<Seen, Reading> {
  /** The stream that waits, for its `TimedOut`. */
  readonly operation: string;
  readonly read: (requestTimeout: number) => Observable<Reading>;
  /** What is known before the first poll. */
  readonly first: Seen;
  readonly take: (seen: Seen, reading: Reading) => Seen;
  /** The end, if what was seen proves one. */
  readonly endOf: (seen: Seen) => WaitEnd | undefined;
  /** What failed already, which tells more than that we stopped waiting. */
  readonly failureIn?: (seen: Seen) => ContextError | undefined;
}

/** Polls until what was seen proves the end: through transient trouble, up to the deadline. */
export const waiting = <Seen, Reading>(awaited: Awaited<Seen, Reading>, plan: WaitPlan): Observable<Wait<Seen>> =>
  defer(() => {
    const { operation, first, take, endOf, failureIn = () => undefined } = awaited;
    const beganAt = asyncScheduler.now();
    // A clock may be set back meanwhile: what elapsed never falls.
    const elapsedSince = (wait: Wait<Seen>): number => Math.max(asyncScheduler.now() - beganAt, wait.elapsed);

    const stopped = (wait: Wait<Seen>, error: ContextError): Wait<Seen> => ({
      ...wait,
      end: { error: failureIn(wait.seen) ?? error },
    });
    const judge = (before: Wait<Seen>, answer: PollAnswer<{ readonly reading: Reading }>): Wait<Seen> => {
      const wait = { ...before, polls: before.polls + 1, elapsed: elapsedSince(before), warning: undefined };
      if ('error' in answer) {
        return isTransient(answer.error) ? { ...wait, warning: answer.error } : stopped(wait, answer.error);
      }
      const seen = take(before.seen, answer.reading);
      return { ...wait, seen, end: endOf(seen) };
    };
    const expire = (wait: Wait<Seen>): Wait<Seen> => {
      const facts = { operation, limit: 'timeout' as const, allowed: plan.timeout, polls: wait.polls };
      return stopped({ ...wait, elapsed: elapsedSince(wait) }, new TimedOut(facts, wait.warning));
    };

    return polling(
      awaited.read(plan.requestTimeout).pipe(map((reading) => ({ reading }))),
      { retryInterval: plan.retryInterval, deadline: timer(plan.timeout) },
      { first: { seen: first, polls: 0, elapsed: 0 }, judge, expire },
    );
  });
