import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { CleanupStack } from './concurrency/CleanupStack.js';
import { nodeAbortController } from './concurrency/nodeAbortController.js';
import { seedContexts } from './contexts/seedContexts.js';
import type { ConsoleParts } from './console/openConsole.js';
import type { Emulator } from './Emulator.js';
import { controlsOf } from './EmulatorControls.js';
import { emulatorPlan, type EmulatorOptions, type EmulatorPlan } from './EmulatorOptions.js';
import { controlPath, type Control } from './http/answerControl.js';
import { authenticator, type Authenticate } from './http/authenticate.js';
import type { ConsoleRoutes } from './http/ConsoleRoutes.js';
import { ownCertificate, publishCertificate, type TrustedCertificate } from './http/certificate.js';
import { isLoopback } from './http/loopback.js';
import { requestRouter } from './http/requestRouter.js';
import { startServers } from './http/startServers.js';
import { openData } from './openData.js';
import { scopeOpener } from './openScopes.js';
import type { OpenRuntime } from './service/openRuntime.js';
import { StateArchives } from './service/StateArchives.js';
import { Scopes } from './state/Scopes.js';

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
  const { journal, faults } = scopes;
  const controls = controlsOf({ runtime, journal, faults, owner: () => undefined, closed: closing.signal });
  const control: Control = {
    ...controls,
    get journal() {
      return journal.entries;
    },
    reset: () =>
      runtime.reset(() => {
        scopes.clear();
      }),
    scopes: opener.control,
  };
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
  return {
    ...urls,
    ...controls,
    caFile: trusted?.caFile,
    consoleUrl: consoleToken && `${url}${controlPath}#token=${consoleToken}`,
    dataDir,
    get journal() {
      return journal.entries;
    },
    reset: control.reset,
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
