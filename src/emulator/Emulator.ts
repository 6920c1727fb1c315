import type { EmulatorControls } from './EmulatorControls.js';
import type { EmulatorScope } from './EmulatorScope.js';

/** A running emulator. */
export interface Emulator extends EmulatorControls {
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
   * Forgets everything: contexts, sessions, faults, the journal, those of scopes too, which stay open. Where it rejects, all is as
   * it was, but for the tasks that ran: they begin again. It rejects after `close`.
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
