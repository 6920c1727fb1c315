import type { TroubleName } from './faults/Faults.js';
import type { Trouble } from './faults/Trouble.js';
import type { ResettableRuntime } from './service/ResettableRuntime.js';
import type { JournalEntries } from './state/Journal.js';
import type { Scope } from './state/Scopes.js';
import type { EntryOf, JournaledOperation, MatchOf } from './verification/Match.js';
import type { Times } from './verification/Times.js';
import { verify } from './verification/verify.js';
import { waitFor, type WaitForOptions } from './verification/waitFor.js';

/** What tests do with an emulator, or with a scope of it: each has its own. */
export interface EmulatorControls {
  /** The address that clients take as their `endpoint`: plain http. */
  readonly url: string;
  /** The requests that came, and what became of sync tasks, to assert on. */
  readonly journal: JournalEntries;
  /**
   * The local folder that holds the files of a context, by the paths that they have in sessions; or that which holds the files
   * of one such path.
   *
   * @throws a refusal for a context of nobody here
   */
  readonly contextFolder: (contextId: string, path?: string) => string;
  /**
   * The local folder that stands for a path of a session: write there what the sandbox would write.
   *
   * @throws a refusal for a session of nobody here
   */
  readonly sessionFolder: (sessionId: string, path: string) => string;
  /**
   * Makes something go wrong: for the next calls, or with a probability; or a set of faults by its name.
   *
   * @throws `InvalidRequest` that names the key and the rule.
   */
  readonly trouble: (trouble: Trouble | TroubleName) => void;
  /** Ends all trouble. */
  readonly noTrouble: () => void;
  /**
   * Holds what came to how often it should have: so many times, or `{ atLeast, atMost }`. What came is what the journal has, since
   * the start or the last `reset`.
   *
   * @param times - by default at least once
   * @param match - which requests, or states of tasks, of the operation are meant: by default all
   * @throws `VerificationError` whose message shows what came instead; `InvalidRequest` that names what there is not.
   *
   * @example
   * ```ts
   * import { startEmulator } from 'rx-context-sync/emulator';
   *
   * const emulator = await startEmulator();
   * emulator.verify('SyncContext', 0);
   * emulator.verify('GetContextInfo', { atMost: 100 }, { httpStatus: 200 });
   * emulator.verify('task', 0, { status: 'Failed' });
   * await emulator.close();
   * ```
   */
  readonly verify: <O extends JournaledOperation>(operation: O, times?: Times, match?: MatchOf<O>) => void;
  /**
   * Waits for a request, or for a state of a sync task, and gives its entry of the journal: the first one that matches, at once
   * where it is there already.
   *
   * Rejects with a `VerificationError` that shows what came instead after the `timeout`, and on `close`; with
   * `InvalidRequest` that names what there is not.
   *
   * @example
   * ```ts
   * import { startEmulator } from 'rx-context-sync/emulator';
   *
   * const emulator = await startEmulator();
   * const waiting = [
   *   emulator.waitFor('SyncContext', { fields: { mode: 'upload' } }, { timeout: 1000 }),
   *   emulator.waitFor('task', { taskType: 'upload', status: /Success|Failed/ }),
   * ];
   * await emulator.close();
   * console.log(await Promise.allSettled(waiting));
   * ```
   */
  readonly waitFor: <O extends JournaledOperation>(
    operation: O,
    match?: MatchOf<O>,
    options?: WaitForOptions,
  ) => Promise<EntryOf<O>>;
  /** Forgets everything of it: contexts, sessions, faults, the journal. It rejects after `close`. */
  readonly reset: () => Promise<void>;
  /** Stops it: what is waited for ends with a `VerificationError`. */
  readonly close: () => Promise<void>;
}

/** What is controlled: the whole of an emulator, or a scope. */
export interface Controlled extends Pick<Scope, 'journal' | 'faults'> {
  readonly runtime: ResettableRuntime;
  /** Whose contexts and sessions it is about; undefined for those of all. */
  readonly owner: () => string | undefined;
  /** Aborted by its `close`. */
  readonly closed: AbortSignal;
}

/** The controls that are alike for both. */
export const controlsOf = ({
  runtime,
  journal,
  faults,
  owner,
  closed,
}: Controlled): Omit<EmulatorControls, 'url' | 'journal' | 'reset' | 'close'> => {
  const service = () => runtime.current().service;
  return {
    contextFolder: (contextId, at) => {
      const { contexts } = service();
      const whose = owner();
      if (whose !== undefined) contexts.get(whose, contextId);
      return at === undefined ? contexts.folder(contextId) : contexts.folderAt(contextId, at);
    },
    sessionFolder: (sessionId, at) => {
      const { sessions } = service();
      const whose = owner();
      if (whose !== undefined) sessions.get(whose, sessionId);
      return sessions.folder(sessionId, at);
    },
    trouble: (trouble) => {
      faults.add(trouble);
    },
    noTrouble: () => {
      faults.clear();
    },
    verify: (...asked) => {
      verify(journal, ...asked);
    },
    waitFor: (...asked) => waitFor({ journal, closed }, ...asked),
  };
};
