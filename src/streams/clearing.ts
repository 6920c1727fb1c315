import type { Observable } from 'rxjs';
import type { ClearSnapshot } from '../model/ClearSnapshot.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { syncDefaults } from '../model/SyncPlan.js';
import type { WaitPace, WaitPlan } from '../model/WaitPlan.js';
import { begin, notBegun } from './begin.js';
import type { Awaited, Wait } from './waiting.js';

/** The two requests that a clearing is made of. */
export interface ClearingTransport {
  readonly clear: (requestTimeout: number) => Observable<{ readonly requestId: string }>;
  readonly readState: (requestTimeout: number) => Observable<{ readonly data: { readonly state: string } }>;
}

/** How the services' own clients wait for it (wire-protocol.md, section 4.5). */
export const clearingPace: WaitPace = { retryInterval: 2000, timeout: 60_000 };

interface Seen {
  readonly state: string;
  /** The context was seen in another state than `available`. */
  readonly hasBegun: boolean;
  /** Polls in a row that showed it `available`. */
  readonly calmPolls: number;
}

const unread: Seen = { state: '', hasBegun: false, calmPolls: 0 };

const isAvailable = (state: string): boolean => state.toLowerCase() === 'available';

const take = (before: Seen, state: string): Seen => ({
  state,
  hasBegun: before.hasBegun || !isAvailable(state),
  calmPolls: isAvailable(state) ? before.calmPolls + 1 : 0,
});

// Right after the request the context may still be as available as it was before: that alone proves nothing.
const isOver = ({ state, hasBegun, calmPolls }: Seen): boolean =>
  isAvailable(state) && (hasBegun || calmPolls > syncDefaults.settlePolls);

const fieldsOf = ({ seen }: Wait<Seen>) => ({ state: seen.state });

/** Clears a context, and polls its state until it is available again. */
export const clearing = ({ clear, readState }: ClearingTransport, plan: WaitPlan): Observable<ClearSnapshot> => {
  const awaited: Awaited<Seen, { readonly data: { readonly state: string } }> = {
    operation: 'clear',
    read: readState,
    first: unread,
    // A state that is not told is taken for `clearing`, as the services' own clients do.
    take: (seen, { data }) => take(seen, data.state || 'clearing'),
    endOf: (seen) => (isOver(seen) ? {} : undefined),
  };
  return begin(clear(plan.requestTimeout), awaited, plan, fieldsOf);
};

/** The only snapshot of a clearing that was not begun. */
export const notCleared = (error: ContextError): ClearSnapshot => notBegun(error, unread, fieldsOf);
