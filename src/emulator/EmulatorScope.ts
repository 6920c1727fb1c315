import { nodeAbortController } from './concurrency/nodeAbortController.js';
import { controlsOf, type EmulatorControls } from './EmulatorControls.js';
import type { ResettableRuntime } from './service/ResettableRuntime.js';
import type { JournalEntries } from './state/Journal.js';
import type { Scope, Scopes } from './state/Scopes.js';

/**
 * A namespace within an emulator, so that tests that run at the same time share one. Clients are in it by its `apiKey`. What is of
 * one scope is not seen by another, nor by those with other keys: contexts and sessions, presigned URLs and sync tasks, what
 * came, and what goes wrong. Only the trouble of the emulator itself, and its `reset`, are for all.
 */
export interface EmulatorScope extends EmulatorControls {
  /** The key that clients take: it is known as long as the scope is open, also beside `apiKeys`. */
  readonly apiKey: string;
  /** What came with its key, to its contexts and of its sessions. The emulator's own journal has it too. */
  readonly journal: JournalEntries;
  /**
   * Forgets all that is of the scope, and stops what runs in it: contexts, sessions, faults, the journal. Nothing of it is found
   * from the call on. It rejects where the scope, or the emulator, is closed.
   */
  readonly reset: () => Promise<void>;
  /** Forgets the scope: its key is refused from the call on, and what it held is removed. */
  readonly close: () => Promise<void>;
}

/** What scopes are opened in. */
export interface ScopeHost {
  readonly runtime: ResettableRuntime;
  readonly scopes: Scopes;
  /** Where the emulator listens. */
  readonly baseUrl: () => string;
  /** Aborted where the emulator is closed. */
  readonly closed: AbortSignal;
}

/** A scope, and its id. */
export interface OpenedScope {
  readonly id: string;
  readonly scope: EmulatorScope;
}

/** Opens a scope. */
export const openScope = (
  { runtime, scopes, baseUrl, closed }: ScopeHost,
  onClose: (scope: Scope) => void,
): OpenedScope => {
  if (runtime.isClosing) throw new Error('The emulator is closed.');
  const scope = scopes.open();
  const { apiKey, journal, faults } = scope;
  const end = nodeAbortController();
  const abort = (): void => {
    end.abort();
  };
  closed.addEventListener('abort', abort);
  const close = async (): Promise<void> => {
    abort();
    closed.removeEventListener('abort', abort);
    onClose(scope);
    const owner = scopes.close(scope);
    // Where the emulator is closed, its next start on the folder does it.
    if (!runtime.isClosing) await runtime.run(() => runtime.current().discard(owner));
  };
  let closing: Promise<void> | undefined;
  const own: EmulatorScope = {
    ...controlsOf({ runtime, journal, faults, owner: () => scope.owner, closed: end.signal }),
    apiKey,
    url: baseUrl(),
    get journal() {
      return journal.entries;
    },
    reset: () => runtime.run(() => runtime.current().discard(scopes.renew(scope))),
    close: () => (closing ??= close()),
  };
  return { id: String(scope.number), scope: own };
};
