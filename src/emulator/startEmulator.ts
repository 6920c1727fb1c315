import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CleanupStack } from './concurrency/CleanupStack.js';
import { emulatorPlan, type EmulatorOptions, type EmulatorPlan } from './EmulatorOptions.js';
import { Faults, type TroubleName } from './faults/Faults.js';
import type { Trouble } from './faults/Trouble.js';
import { makeFolder } from './files/makeFolder.js';
import { removeTemporary } from './files/removeFolder.js';
import type { Control } from './http/answerControl.js';
import { authenticator } from './http/authenticate.js';
import { ownCertificate, publishCertificate } from './http/certificate.js';
import { startHttpServer } from './http/HttpServer.js';
import { requestRouter } from './http/requestRouter.js';
import { lockFolder, type FolderLock } from './lock/lockFolder.js';
import { openRuntime, type RuntimeParts } from './service/openRuntime.js';
import { ResettableRuntime } from './service/ResettableRuntime.js';
import { StateArchives } from './service/StateArchives.js';
import { openTrash } from './state/discardState.js';
import { Journal, type JournalEntries } from './state/Journal.js';
import type { Trash } from './state/Trash.js';

/** A running emulator. */
export interface Emulator {
  /** The address that clients take as their `endpoint`. */
  readonly url: string;
  /** The file with the certificate that clients are to trust; undefined without `tls`. */
  readonly caFile: string | undefined;
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
  /** Ends all trouble. */
  readonly noTrouble: () => void;
  /**
   * Forgets everything: contexts, sessions, faults, the journal. Where it rejects, all is as it was, but for the tasks that ran:
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

/**
 * Starts a small but real context service on the loopback address, which speaks the protocols of AGB and AgentBay: sync
 * tasks copy files between folders.
 *
 * Rejects with `InvalidRequest` if an option breaks a rule, with the system's error if the port is taken, or with an error
 * that says so if another emulator has the folder.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 * import { startEmulator } from 'rx-context-sync/emulator';
 *
 * const emulator = await startEmulator();
 * const agb = new AGB({ apiKey: 'any', endpoint: emulator.url });
 * console.log(await agb.context.get('my-data', { create: true }));
 * await emulator.close();
 * ```
 */
export const startEmulator = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const plan = emulatorPlan(options);
  const cleanup = new CleanupStack();
  try {
    return await start(plan, cleanup);
  } catch (error) {
    await cleanup.dispose().catch(() => undefined);
    throw error;
  }
};

const start = async (plan: EmulatorPlan, cleanup: CleanupStack): Promise<Emulator> => {
  const { port, apiKeys, origins } = plan;
  const dataDir = await makeDataDir(plan.dataDir, cleanup);
  const { lost } = await takeLock(dataDir, cleanup);
  const trusted =
    plan.tls && (await (plan.tls === true ? ownCertificate(dataDir) : publishCertificate(dataDir, plan.tls)));
  const [journal, faults] = [new Journal(plan), new Faults()];
  let url = '';
  const parts = { ...plan, dataDir, journal, faults, baseUrl: () => url, isLasting: plan.dataDir !== undefined };
  const { runtime, trash } = openResettable(parts, lost, cleanup);
  const control = controlOf(runtime, faults, journal);
  const archives = new StateArchives({ dataDir, trash, runtime, onImport: forget(faults, journal) });
  const context = { runtime, journal, authenticate: authenticator(apiKeys) };
  const router = requestRouter({ ...context, control, archives, origins, hasKeys: apiKeys !== undefined });
  const server = await startHttpServer(port, trusted?.certificate, router);
  url = server.url;
  cleanup.defer(() => Promise.all([archives.close(), runtime.close(), server.close()]));
  return emulatorOf(
    {
      url,
      caFile: trusted?.caFile,
      dataDir,
      export: (file) => archives.export(file),
      import: (file) => archives.import(file),
      close: () => cleanup.dispose(),
    },
    runtime,
    control,
  );
};

const makeDataDir = async (given: string | undefined, cleanup: CleanupStack): Promise<string> => {
  const dataDir = path.resolve(given ?? (await mkdtemp(path.join(tmpdir(), 'rx-context-sync-'))));
  if (given === undefined) cleanup.defer(() => removeTemporary(dataDir));
  await makeFolder(dataDir);
  return dataDir;
};

const takeLock = async (dataDir: string, cleanup: CleanupStack): Promise<FolderLock> => {
  const lock = await lockFolder(dataDir);
  cleanup.defer(() => lock.release());
  return lock;
};

/** Opens the runtime on what the folder holds, for as long as nobody else took the folder. */
const openResettable = (
  given: Omit<RuntimeParts, 'trash'>,
  lost: AbortSignal,
  cleanup: CleanupStack,
): { readonly runtime: ResettableRuntime; readonly trash: Trash } => {
  const { dataDir } = given;
  const trash = openTrash(dataDir);
  cleanup.defer(() => trash.close());
  const runtime = new ResettableRuntime({ dataDir, trash, open: () => openRuntime({ ...given, trash }) });
  cleanup.defer(() => runtime.close());
  lost.addEventListener('abort', () => {
    runtime.close('Another emulator took the folder.').catch(() => undefined);
  });
  lost.throwIfAborted();
  return { runtime, trash };
};

const controlOf = (runtime: ResettableRuntime, faults: Faults, journal: Journal): Control => ({
  trouble: (trouble) => {
    faults.add(trouble);
  },
  noTrouble: () => {
    faults.clear();
  },
  journal: () => journal.entries,
  reset: () => runtime.reset(forget(faults, journal)),
});

const forget = (faults: Faults, journal: Journal) => (): void => {
  faults.clear();
  journal.clear();
};

const emulatorOf = (
  given: Pick<Emulator, 'url' | 'caFile' | 'dataDir' | 'export' | 'import' | 'close'>,
  runtime: ResettableRuntime,
  { journal, ...control }: Control,
): Emulator => ({
  ...given,
  ...control,
  get journal() {
    return journal();
  },
  contextFolder: (contextId, at) => {
    const { contexts } = runtime.current().service;
    return at === undefined ? contexts.folder(contextId) : contexts.folderAt(contextId, at);
  },
  sessionFolder: (sessionId, at) => runtime.current().service.sessions.folder(sessionId, at),
});
