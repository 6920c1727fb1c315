import { defer, ignoreElements, interval, merge, Subject, switchMap, takeWhile, tap, type Observable } from 'rxjs';
import type { ClearPlan } from '../../model/contexts/ClearOptions.js';
import type { ClearSnapshot } from '../../model/contexts/ClearSnapshot.js';
import type { ContextError } from '../../model/errors/ContextError.js';
import type { PollDefaults } from '../../model/options/PollPlan.js';
import { startAndPoll, notStarted } from '../polling/startAndPoll.js';
import type { PollTarget, PollState } from '../polling/pollUntil.js';

/** The two requests that a clearing is made of. */
export interface ClearTransport {
  readonly clear: (requestTimeout: number) => Observable<{ readonly requestId: string }>;
  readonly readState: (requestTimeout: number) => Observable<{ readonly data: { readonly state: string } }>;
}

/** How often the services' own clients ask for it (wire-protocol.md, section 4.5). */
const ownInterval = 2000;

/** How they wait for it. */
export const clearDefaults: PollDefaults = { retryInterval: ownInterval, timeout: 60_000 };

interface Seen {
  readonly state: string;
  /** The context was seen in another state than `available`. */
  readonly hasBegun: boolean;
  /** Polls in a row that showed it `available`. */
  readonly stablePolls: number;
}

const unread: Seen = { state: '', hasBegun: false, stablePolls: 0 };

const isAvailable = (state: string): boolean => state.toLowerCase() === 'available';

const take = (before: Seen, state: string): Seen => ({
  state,
  hasBegun: before.hasBegun || !isAvailable(state),
  stablePolls: isAvailable(state) ? before.stablePolls + 1 : 0,
});

const fieldsOf = ({ seen }: PollState<Seen>) => ({ state: seen.state });

/**
 * Clears a context, and polls its state until it is available again. Right after the request it may still be as available as
 * it was before: where it was never seen in another state, only polls over some time are a proof, for many polls within a
 * moment see the same moment.
 */
export const clearContext = ({ clear, readState }: ClearTransport, plan: ClearPlan): Observable<ClearSnapshot> =>
  defer(() => {
    const taken = new Subject<void>();
    let intervals = 0;
    // By a timer, for a clock may be set meanwhile.
    const counting = taken.pipe(
      switchMap(() => interval(ownInterval)),
      tap(() => intervals++),
      ignoreElements(),
    );
    const hasSettled = ({ stablePolls }: Seen): boolean =>
      stablePolls > plan.settlePolls && intervals >= plan.settlePolls;

    const awaited: PollTarget<Seen, { readonly data: { readonly state: string } }> = {
      operation: 'clear',
      read: readState,
      first: unread,
      // A state that is not told is taken for `clearing`, as the services' own clients do.
      take: (seen, { data }) => take(seen, data.state || 'clearing'),
      endOf: (seen) => (isAvailable(seen.state) && (seen.hasBegun || hasSettled(seen)) ? {} : undefined),
    };
    const request = clear(plan.requestTimeout).pipe(
      tap(() => {
        taken.next();
      }),
    );
    return merge(counting, startAndPoll(request, awaited, plan, fieldsOf)).pipe(takeWhile(({ done }) => !done, true));
  });

/** The only snapshot of a clearing that was not begun. */
export const notCleared = (error: ContextError): ClearSnapshot => notStarted(error, unread, fieldsOf);
