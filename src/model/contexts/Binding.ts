import type { Result } from '../results/Result.js';

/** A context that is mounted in a session, as the service lists it (docs/protocol.md, section 4.9). */
export interface Binding {
  readonly contextId: string;
  readonly contextName: string;
  readonly path: string;
  /** The policy as the service keeps it: JSON text; empty where it lists none. */
  readonly policy: string;
  /** When it was bound, as the service wrote it; empty where it says nothing. */
  readonly bindTime: string;
}

/** What is mounted in a session, or why that is not known. */
export type BindingsResult = Result<{ bindings: readonly Binding[] }>;
