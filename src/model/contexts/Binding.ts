import type { Result } from '../results/Result.js';
import type { ContextSync } from './ContextSync.js';
import type { WaitSnapshot } from '../results/Snapshot.js';

/** A context that is mounted in a session, as the service lists it (docs/protocol.md, section 4.9). */
export interface Binding {
  /** The id of the context. */
  readonly contextId: string;
  /** The name of the context. */
  readonly contextName: string;
  /** Where it is mounted in the session. */
  readonly path: string;
  /** The policy as the service keeps it: JSON text; empty where it lists none. */
  readonly policy: string;
  /** When it was bound, as the service wrote it; empty where it says nothing. */
  readonly bindTime: string;
}

/** What is mounted in a session, or why that is not known. */
export type BindingsResult = Result<{
  /** What the session has mounted. */
  bindings: readonly Binding[];
}>;

/** What one poll showed of contexts that are being bound to a session. They are bound when all of them are listed. */
export type BindSnapshot = WaitSnapshot<{
  /** What the session has mounted, as last listed; empty where it was not read. */
  bindings: readonly Binding[];
  /** What was to be bound and is not listed. */
  missing: readonly ContextSync[];
}>;

/** The last snapshot of a binding, with `done: true`. */
export type BindResult = Extract<BindSnapshot, { readonly done: true }>;
