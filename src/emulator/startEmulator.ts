import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { CleanupStack } from './concurrency/CleanupStack.js';
import { nodeAbortController } from './concurrency/nodeAbortController.js';
import { seedContexts } from './contexts/seedContexts.js';
import type { ConsoleParts } from './console/openConsole.js';
import type { Emulator } from './Emulator.js';
import { emulatorPlan, type EmulatorOptions, type EmulatorPlan } from './EmulatorOptions.js';
import { controlPath, type Control, type ScopeControls } from './http/answerControl.js';
import { authenticator, type Authenticate } from './http/authenticate.js';
import type { ConsoleRoutes } from './http/ConsoleRoutes.js';
import { ownCertificate, publishCertificate, type TrustedCertificate } from './http/certificate.js';
import { isLoopback } from './http/loopback.js';
import { requestRouter } from './http/requestRouter.js';
import { startServers } from './http/startServers.js';
import { openData } from './openData.js';
import { scopeOpener } from './openScopes.js';
import type { OpenRuntime } from './service/openRuntime.js';
import type { ResettableRuntime } from './service/ResettableRuntime.js';
import { StateArchives } from './service/StateArchives.js';
import { Scopes } from './state/Scopes.js';
import { verify } from './verification/verify.js';
import { waitFor } from './verification/waitFor.js';

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
  const scopes = new Scopes(plan, plan.idSeed);
  const { dataDir, runtime, trash } = await openData(plan, scopes, cleanup);
  const trusted = await trustedCertificate(plan, dataDir);
  const authenticate = authenticator(plan.apiKeys, scopes);
  await seed(runtime.current(), plan, authenticate);
  const closing = nodeAbortController();
  let url = '';
  const opener = scopeOpener({ runtime, scopes, closed: closing.signal, baseUrl: () => url });
  const control = controlOf(runtime, scopes, opener.control);
  const consoleToken = plan.console && randomBytes(24).toString('base64url');
  const page = plan.console && (await newConsole({ runtime, scopes, dataDir, ...plan.console }));
  const archives = new StateArchives({
    dataDir,
    trash,
    runtime,
    onImport: () => {
      scopes.clear();
    },
  });
  const access = { authenticate, consoleToken, hasKeys: plan.apiKeys !== undefined, isOpen: !isLoopback(plan.host) };
  const router = requestRouter({ ...plan, ...access, runtime, scopes, control, archives, page });
  const { close, ...urls } = await startServers({ ...plan, certificate: trusted?.certificate }, router);
  url = urls.url;
  cleanup.defer(() => {
    closing.abort();
    return Promise.all([archives.close(), runtime.close(), close()]);
  });
  const { scopes: _, journal, ...told } = control;
  return {
    ...urls,
    ...told,
    caFile: trusted?.caFile,
    consoleUrl: consoleToken && `${url}${controlPath}#token=${consoleToken}`,
    dataDir,
    get journal() {
      return journal();
    },
    contextFolder: (contextId, at) => {
      const { contexts } = runtime.current().service;
      return at === undefined ? contexts.folder(contextId) : contexts.folderAt(contextId, at);
    },
    sessionFolder: (sessionId, at) => runtime.current().service.sessions.folder(sessionId, at),
    waitFor: (...asked) => waitFor({ journal: scopes.journal, closed: closing.signal }, ...asked),
    scope: opener.open,
    export: (file) => archives.export(file),
    import: (file) => archives.import(file),
    close: () => cleanup.dispose(),
  };
};

/** It is loaded, with what it needs, where there is to be one. */
const newConsole = async (parts: ConsoleParts): Promise<ConsoleRoutes> => {
  const { openConsole } = await import('./console/openConsole.js');
  return openConsole(parts);
};

const trustedCertificate = async (
  { tls, host }: Pick<EmulatorPlan, 'tls' | 'host'>,
  dataDir: string,
): Promise<TrustedCertificate | undefined> => {
  if (tls === undefined) return undefined;
  return tls === true ? ownCertificate(dataDir, host) : publishCertificate(dataDir, tls);
};

/** Before anybody can see half of it. */
const seed = async (
  { runtime: { dataDir, stop }, service }: OpenRuntime,
  { seedDir, apiKeys = ['any-key'] }: Pick<EmulatorPlan, 'seedDir' | 'apiKeys'>,
  authenticate: Authenticate,
): Promise<void> => {
  if (seedDir === undefined) return;
  const owners = [...new Set(apiKeys.map(authenticate))];
  await seedContexts(service.contexts, { seedDir, owners, scratch: path.join(dataDir, 'scratch'), stop });
};

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
