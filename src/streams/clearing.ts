import { defer, ignoreElements, interval, merge, Subject, switchMap, takeWhile, tap, type Observable } from 'rxjs';
import type { ClearPlan } from '../model/ClearOptions.js';
import type { ClearSnapshot } from '../model/ClearSnapshot.js';
import type { ContextError } from '../model/errors/ContextError.js';
import type { WaitPace } from '../model/WaitPlan.js';
import { begin, notBegun } from './begin.js';
import type { Awaited, Wait } from './waiting.js';

/** The two requests that a clearing is made of. */
export interface ClearingTransport {
  readonly clear: (requestTimeout: number) => Observable<{ readonly requestId: string }>;
  readonly readState: (requestTimeout: number) => Observable<{ readonly data: { readonly state: string } }>;
}

/** How often the services' own clients ask for it (wire-protocol.md, section 4.5). */
const ownInterval = 2000;

/** How they wait for it. */
export const clearingPace: WaitPace = { retryInterval: ownInterval, timeout: 60_000 };

interface Seen {
  readonly state: string;
  /** The context was seen in another state than `available`. */
  readonly hasBegun: boolean;
  /** How often it was read. */
  readonly readings: number;
}

const unread: Seen = { state: '', hasBegun: false, readings: 0 };

const isAvailable = (state: string): boolean => state.toLowerCase() === 'available';

const take = (before: Seen, state: string): Seen => ({
  state,
  hasBegun: before.hasBegun || !isAvailable(state),
  readings: before.readings + 1,
});

const fieldsOf = ({ seen }: Wait<Seen>) => ({ state: seen.state });

/**
 * Clears a context, and polls its state until it is available again. Right after the request it may still be as available as
 * it was before: where it was never seen in another state, only polls over some time are a proof, for many polls within a
 * moment see the same moment.
 */
export const clearing = ({ clear, readState }: ClearingTransport, plan: ClearPlan): Observable<ClearSnapshot> =>
  defer(() => {
    const taken = new Subject<void>();
    let intervals = 0;
    // By a timer, for a clock may be set meanwhile.
    const counting = taken.pipe(
      switchMap(() => interval(ownInterval)),
      tap(() => intervals++),
      ignoreElements(),
    );
    const hasSettled = ({ readings }: Seen): boolean => readings > plan.settlePolls && intervals >= plan.settlePolls;

    const awaited: Awaited<Seen, { readonly data: { readonly state: string } }> = {
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
    return merge(counting, begin(request, awaited, plan, fieldsOf)).pipe(takeWhile(({ done }) => !done, true));
  });

/** The only snapshot of a clearing that was not begun. */
export const notCleared = (error: ContextError): ClearSnapshot => notBegun(error, unread, fieldsOf);
