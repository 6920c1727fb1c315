import type { Observable } from 'rxjs';
import type { Binding } from '../model/Binding.js';
import type { BindSnapshot } from '../model/BindSnapshot.js';
import type { ContextSync } from '../model/ContextSync.js';
import type { ContextError } from '../model/errors/ContextError.js';
import type { WaitPace, WaitPlan } from '../model/WaitPlan.js';
import { begin, notBegun } from './begin.js';
import { normalPath } from './taskKey.js';
import type { Wait } from './waiting.js';

/** The two requests that a binding is made of. */
export interface BindingTransport {
  readonly bind: (
    contextSyncs: readonly ContextSync[],
    requestTimeout: number,
  ) => Observable<{ readonly requestId: string }>;
  readonly listBindings: (requestTimeout: number) => Observable<{ readonly data: readonly Binding[] }>;
}

/** How the service's own clients wait for it (wire-protocol.md, section 4.9). */
export const bindingPace: WaitPace = { retryInterval: 2000, timeout: 120_000 };

type Bindings = readonly Binding[];

const missingFrom = (bindings: Bindings, contextSyncs: readonly ContextSync[]): readonly ContextSync[] =>
  contextSyncs.filter(
    ({ contextId, path }) =>
      !bindings.some((bound) => bound.contextId === contextId && normalPath(bound.path) === normalPath(path)),
  );

const fieldsOf =
  (contextSyncs: readonly ContextSync[]) =>
  ({ seen: bindings }: Wait<Bindings>) => ({
    bindings: bindings.map((binding) => ({ ...binding })),
    missing: missingFrom(bindings, contextSyncs).map((mount) => ({ ...mount })),
  });

/** Binds contexts to a session that runs, and polls until all of them are listed at their paths. */
export const binding = (
  { bind, listBindings }: BindingTransport,
  contextSyncs: readonly ContextSync[],
  plan: WaitPlan,
): Observable<BindSnapshot> => {
  const awaited = {
    operation: 'bind',
    read: listBindings,
    first: [],
    take: (_: Bindings, { data }: { readonly data: Bindings }) => data,
    endOf: (bindings: Bindings) => (missingFrom(bindings, contextSyncs).length === 0 ? {} : undefined),
  };
  return begin(bind(contextSyncs, plan.requestTimeout), awaited, plan, fieldsOf(contextSyncs));
};

/** The only snapshot of a binding that was not begun. */
export const notBound = (error: ContextError): BindSnapshot => notBegun(error, [], fieldsOf([]));
