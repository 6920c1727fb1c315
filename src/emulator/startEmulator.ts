import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CleanupStack } from './concurrency/CleanupStack.js';
import { nodeAbortController } from './concurrency/nodeAbortController.js';
import { seedContexts, type Seed } from './contexts/seedContexts.js';
import { emulatorPlan, type EmulatorOptions, type EmulatorPlan } from './EmulatorOptions.js';
import type { TroubleName } from './faults/Faults.js';
import type { EmulatorScope } from './EmulatorScope.js';
import type { Trouble } from './faults/Trouble.js';
import { makeFolder } from './files/makeFolder.js';
import { removeTemporary } from './files/removeFolder.js';
import type { Control, ScopeControls } from './http/answerControl.js';
import { authenticator } from './http/authenticate.js';
import { ownCertificate, publishCertificate } from './http/certificate.js';
import { isLoopback } from './http/loopback.js';
import { requestRouter } from './http/requestRouter.js';
import { scopeOpener } from './openScopes.js';
import { startServers } from './http/startServers.js';
import { lockFolder, type FolderLock } from './lock/lockFolder.js';
import { openRuntime, type OpenRuntime, type RuntimeParts } from './service/openRuntime.js';
import { ResettableRuntime } from './service/ResettableRuntime.js';
import { openTrash } from './state/discardState.js';
import type { JournalEntries } from './state/Journal.js';
import { Scopes } from './state/Scopes.js';
import type { EntryOf, JournaledOperation, MatchOf } from './verification/Match.js';
import type { Times } from './verification/Times.js';
import { verify } from './verification/verify.js';
import { waitFor, type WaitForOptions } from './verification/waitFor.js';

/** A running emulator. */
export interface Emulator {
  /** The address that clients take as their `endpoint`: plain http. */
  readonly url: string;
  /** The same for https; undefined without `tls`. */
  readonly httpsUrl: string | undefined;
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
  /** Stops all tasks and connections. A temporary `dataDir` is removed. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a small but real context service, by default on the loopback address, which speaks the protocols of AGB and AgentBay: sync
 * tasks copy files between folders.
 *
 * Rejects with `InvalidRequest` if an option breaks a rule, with the system's error if a port is taken, or with an error
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
  const { host, apiKeys } = plan;
  const dataDir = await makeDataDir(plan.dataDir, cleanup);
  const { lost } = await takeLock(dataDir, cleanup);
  const trusted =
    plan.tls && (await (plan.tls === true ? ownCertificate(dataDir, host) : publishCertificate(dataDir, plan.tls)));
  const scopes = new Scopes(plan, plan.idSeed);
  const parts = { ...plan, dataDir, scopes, isLasting: plan.dataDir !== undefined };
  const runtime = openResettable(parts, lost, cleanup);
  const authenticate = authenticator(apiKeys, scopes);
  if (plan.seedDir !== undefined) {
    const owners = [...new Set((apiKeys ?? ['any-key']).map(authenticate))];
    await seed(runtime.current(), { seedDir: plan.seedDir, owners });
  }
  const closing = nodeAbortController();
  let url = '';
  const opener = scopeOpener({ runtime, scopes, closed: closing.signal, baseUrl: () => url });
  const control = controlOf(runtime, scopes, opener.control);
  const access = { authenticate, hasKeys: apiKeys !== undefined, isOpen: !isLoopback(host) };
  const router = requestRouter({ ...plan, ...access, runtime, scopes, control });
  const { close, ...urls } = await startServers({ ...plan, certificate: trusted?.certificate }, router);
  url = urls.url;
  cleanup.defer(() => {
    closing.abort();
    return Promise.all([runtime.close(), close()]);
  });
  const waiting: Emulator['waitFor'] = (...asked) =>
    waitFor({ journal: scopes.journal, closed: closing.signal }, ...asked);
  const given = {
    ...urls,
    caFile: trusted?.caFile,
    dataDir,
    waitFor: waiting,
    scope: opener.open,
    close: () => cleanup.dispose(),
  };
  return emulatorOf(given, runtime, control);
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
): ResettableRuntime => {
  const { dataDir } = given;
  const trash = openTrash(dataDir);
  cleanup.defer(() => trash.close());
  const runtime = new ResettableRuntime({ dataDir, trash, open: () => openRuntime({ ...given, trash }) });
  cleanup.defer(() => runtime.close());
  lost.addEventListener('abort', () => {
    runtime.close('Another emulator took the folder.').catch(() => undefined);
  });
  lost.throwIfAborted();
  return runtime;
};

/** Before anybody can see half of it. */
const seed = (
  { runtime: { dataDir, stop }, service }: OpenRuntime,
  given: Pick<Seed, 'seedDir' | 'owners'>,
): Promise<void> => seedContexts(service.contexts, { ...given, scratch: path.join(dataDir, 'scratch'), stop });

const controlOf = (runtime: ResettableRuntime, scopes: Scopes, openScopes: ScopeControls): Control => ({
  scopes: openScopes,
  trouble: (trouble) => {
    scopes.faults.add(trouble);
  },
  noTrouble: () => {
    scopes.faults.clear();
  },
  journal: () => scopes.journal.entries,
  verify: (...asked) => {
    verify(scopes.journal, ...asked);
  },
  reset: () =>
    runtime.reset(() => {
      scopes.clear();
    }),
});

const emulatorOf = (
  given: Pick<Emulator, 'url' | 'httpsUrl' | 'caFile' | 'dataDir' | 'waitFor' | 'scope' | 'close'>,
  runtime: ResettableRuntime,
  { journal, scopes: _scopes, ...control }: Control,
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
