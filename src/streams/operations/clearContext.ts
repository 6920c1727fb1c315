import type { Observable } from 'rxjs';
import type { ClearDefaults, ClearPlan, ClearSnapshot } from '../../model/contexts/ClearOptions.js';
import type { ContextError } from '../../model/errors/ContextError.js';
import type { PollState } from '../polling/pollState.js';
import type { PollMoment, PollTarget } from '../polling/PollTarget.js';
import { notStarted, startAndPoll } from '../polling/startAndPoll.js';

/** The two requests that a clearing is made of. */
export interface ClearTransport {
  readonly clear: Observable<{ readonly requestId: string }>;
  readonly readState: Observable<{ readonly data: { readonly state: string } }>;
  readonly monotonicNow: () => number;
}

/** How often the services' own clients ask for it (docs/protocol.md, section 4.5). */
const ownInterval = 2000;

/** How they wait for it. */
export const clearDefaults: ClearDefaults = {
  retryInterval: ownInterval,
  timeout: 60_000,
  settleInterval: ownInterval,
};

interface Seen {
  readonly state: string;
  /** The context was seen in another state than `available`. */
  readonly hasBegun: boolean;
  /** How often it was read. */
  readonly readings: number;
  /** When it was read, in milliseconds since the service took the request. */
  readonly readAt: number;
}

const unread: Seen = { state: '', hasBegun: false, readings: 0, readAt: 0 };

const isAvailable = (state: string): boolean => state.toLowerCase() === 'available';

const take = (before: Seen, state: string, { elapsed }: PollMoment): Seen => ({
  state,
  hasBegun: before.hasBegun || !isAvailable(state),
  readings: before.readings + 1,
  readAt: elapsed,
});

const fieldsOf = ({ seen }: PollState<Seen>) => ({ state: seen.state });

/**
 * Clears a context, and polls its state until it is available again. Right after the request it may still be as available as
 * it was before: where it was never seen in another state, only polls over some time are a proof, for many polls within a
 * moment see the same moment.
 */
export const clearContext = (
  { clear, readState, monotonicNow }: ClearTransport,
  plan: ClearPlan,
): Observable<ClearSnapshot> => {
  const hasSettled = ({ readings, readAt }: Seen): boolean =>
    readings > plan.settlePolls && readAt >= plan.settlePolls * plan.settleInterval;
  const target: PollTarget<Seen, { readonly data: { readonly state: string } }> = {
    operation: 'clear',
    read: readState,
    first: unread,
    // A state that is not told is taken for `clearing`, as the services' own clients do.
    take: (seen, { data }, moment) => take(seen, data.state || 'clearing', moment),
    endOf: (seen) => (isAvailable(seen.state) && (seen.hasBegun || hasSettled(seen)) ? {} : undefined),
  };
  return startAndPoll(clear, target, plan, monotonicNow, fieldsOf);
};

/** The only snapshot of a clearing that was not begun. */
export const notCleared = (error: ContextError): ClearSnapshot => notStarted(error, unread, fieldsOf);
