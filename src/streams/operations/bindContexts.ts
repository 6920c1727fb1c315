import type { Observable } from 'rxjs';
import type { Binding, BindSnapshot } from '../../model/contexts/Binding.js';
import type { ContextSync } from '../../model/contexts/ContextSync.js';
import type { ContextError } from '../../model/errors/ContextError.js';
import type { PollDefaults, PollPlan } from '../../model/options/PollPlan.js';
import type { PollState } from '../polling/pollState.js';
import { notStarted, startAndPoll } from '../polling/startAndPoll.js';
import { normalPath } from '../../model/tasks/spelling.js';

/** The two requests that a binding is made of. */
export interface BindTransport {
  readonly bind: Observable<{ readonly requestId: string }>;
  readonly listBindings: Observable<{ readonly data: readonly Binding[] }>;
  readonly monotonicNow: () => number;
}

/** How the service's own clients wait for it (docs/protocol.md, section 4.9). */
export const bindDefaults: PollDefaults = { retryInterval: 2000, timeout: 120_000 };

type Bindings = readonly Binding[];

const missingFrom = (bindings: Bindings, contextSyncs: readonly ContextSync[]): readonly ContextSync[] =>
  contextSyncs.filter(
    ({ contextId, path }) =>
      !bindings.some((bound) => bound.contextId === contextId && normalPath(bound.path) === normalPath(path)),
  );

const fieldsOf =
  (contextSyncs: readonly ContextSync[]) =>
  ({ seen: bindings }: PollState<Bindings>) => ({
    bindings: bindings.map((bound) => ({ ...bound })),
    missing: missingFrom(bindings, contextSyncs).map((mount) => ({ ...mount })),
  });

/** Binds contexts to a session that runs, and polls until all of them are listed at their paths. */
export const bindContexts = (
  { bind, listBindings, monotonicNow }: BindTransport,
  contextSyncs: readonly ContextSync[],
  plan: PollPlan,
): Observable<BindSnapshot> => {
  const target = {
    operation: 'bind',
    read: listBindings,
    first: [],
    take: (_: Bindings, { data }: { readonly data: Bindings }) => data,
    endOf: (bindings: Bindings) => (missingFrom(bindings, contextSyncs).length === 0 ? {} : undefined),
  };
  return startAndPoll(bind, target, plan, monotonicNow, fieldsOf(contextSyncs));
};

/** The only snapshot of a binding that was not begun. */
export const notBound = (error: ContextError): BindSnapshot => notStarted(error, [], fieldsOf([]));
