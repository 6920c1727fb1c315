import type { Binding } from './Binding.js';
import type { ContextSync } from './ContextSync.js';
import type { WaitSnapshot } from '../results/Snapshot.js';

/** What one poll showed of contexts that are being bound to a session. They are bound when all of them are listed. */
export type BindSnapshot = WaitSnapshot<{
  /** What the session has mounted, as last listed; empty where it was not read. */
  bindings: readonly Binding[];
  /** What was to be bound and is not listed. */
  missing: readonly ContextSync[];
}>;

/** The last snapshot of a binding, with `done: true`. */
export type BindResult = Extract<BindSnapshot, { readonly done: true }>;
