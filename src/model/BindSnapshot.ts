import type { Binding } from './Binding.js';
import type { ContextSync } from './ContextSync.js';
import type { WaitResult, WaitSnapshot } from './WaitSnapshot.js';

interface BindFields {
  /** What the session has mounted, as last listed; empty where it was not read. */
  bindings: readonly Binding[];
  /** What was to be bound and is not listed. */
  missing: readonly ContextSync[];
}

/** What one poll showed of contexts that are being bound to a session. They are bound when all of them are listed. */
export type BindSnapshot = WaitSnapshot<BindFields>;

/** The last snapshot of a binding, with `done: true`. */
export type BindResult = WaitResult<BindFields>;
