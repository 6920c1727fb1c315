import type { EmulatorScope } from './EmulatorScope.js';
import type { TroubleName } from './faults/Faults.js';
import type { Trouble } from './faults/Trouble.js';
import type { JournalEntries } from './state/Journal.js';
import type { EntryOf, JournaledOperation, MatchOf } from './verification/Match.js';
import type { Times } from './verification/Times.js';
import type { WaitForOptions } from './verification/waitFor.js';

/** A running emulator. */
export interface Emulator {
  /** The address that clients take as their `endpoint`: plain http. */
  readonly url: string;
  /** The same for https; undefined without `tls`. */
  readonly httpsUrl: string | undefined;
  /** The file with the certificate that clients are to trust; undefined without `tls`. */
  readonly caFile: string | undefined;
  /**
   * The address of the page that shows what is there and what moves. Whoever has it may use the control: it has a token in it.
   * Undefined without `console`.
   */
  readonly consoleUrl: string | undefined;
  /** The folder that holds the files of contexts and sessions. */
  readonly dataDir: string;
  /** The requests that came, and what became of sync tasks, to assert on. */
  readonly journal: JournalEntries;
  /**
   * The local folder that holds the files of a context, by the paths that they have in sessions; or that which holds the files
   * of one such path.
   */
  readonly contextFolder: (contextId: string, path?: string) => string;
  /** The local folder that stands for a path of a session: write there what the sandbox would write. */
  readonly sessionFolder: (sessionId: string, path: string) => string;
  /**
   * Makes something go wrong: for the next calls, or with a probability; or a set of faults by its name.
   *
   * @throws `InvalidRequest` that names the key and the rule.
   */
  readonly trouble: (trouble: Trouble | TroubleName) => void;
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
  /** Ends all trouble. */
  readonly noTrouble: () => void;
  /**
   * Opens a namespace with a key, a journal, trouble and a reset of its own: for each of the tests that run at the same time.
   *
   * @throws an error where the emulator is closed.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   * import { startEmulator } from 'rx-context-sync/emulator';
   *
   * const emulator = await startEmulator();
   * const scope = emulator.scope();
   * const agb = new AGB({ apiKey: scope.apiKey, endpoint: scope.url });
   * await agb.context.get('my-data', { create: true });
   * scope.verify('GetContext', 1);
   * await scope.close();
   * await emulator.close();
   * ```
   */
  readonly scope: () => EmulatorScope;
  /**
   * Forgets everything: contexts, sessions, faults, the journal, those of scopes too, which stay open. Where it rejects, all is as it was, but for the tasks that ran:
   * they begin again. It rejects after `close`.
   */
  readonly reset: () => Promise<void>;
  /**
   * Writes all that the emulator holds into one file, a zip: contexts, sessions, their files, tasks, and what was synced. Requests
   * wait meanwhile; tasks that run begin again after it, and transfers at presigned URLs break off. Links are left out.
   * Rejects where the file cannot be written, or something not be read; then there is no file.
   */
  readonly export: (file: string) => Promise<void>;
  /**
   * Begins anew with what `export` wrote, here or elsewhere: what was there is gone, faults and journal too. Files have their modes
   * and times; presigned URLs of before are not good any more. Rejects where the file is not whole, not written by `export`, by a
   * later version, or where there is no room for it: then all is as it was, but for the tasks that ran, which may begin again.
   *
   * @example
   * ```ts
   * import { startEmulator } from 'rx-context-sync/emulator';
   *
   * const emulator = await startEmulator();
   * await emulator.import('fixtures/two-contexts.zip');
   * ```
   */
  readonly import: (file: string) => Promise<void>;
  /** Stops all tasks and connections. A temporary `dataDir` is removed. */
  readonly close: () => Promise<void>;
}
