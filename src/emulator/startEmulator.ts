import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cors } from './http/cors.js';
import { answerApi } from './http/answerApi.js';
import { answerControl, controlPath, requireLocalProgram } from './http/answerControl.js';
import { answerFile } from './http/answerFile.js';
import { selfSigned, type Certificate } from './http/certificate.js';
import { emulatorPlan, type EmulatorPlan } from './emulatorPlan.js';
import type { EmulatorOptions } from './EmulatorOptions.js';
import { httpListener, answerUnreadable } from './http/httpListener.js';
import { Journal, type JournalEntries } from './state/Journal.js';
import { lockFolder, type FolderLock } from './lock/lockFolder.js';
import { openRuntime } from './service/openRuntime.js';
import { authenticator } from './http/authenticate.js';
import { openTrash } from './state/discardState.js';
import { readRequest, requestTarget } from './http/readRequest.js';
import { removeTemporary } from './files/removeFolder.js';
import { PendingWork } from './concurrency/PendingWork.js';
import type { Trouble } from './faults/Trouble.js';
import { Faults, type TroubleName } from './faults/Faults.js';
import { CleanupStack } from './concurrency/CleanupStack.js';
import { ResettableRuntime } from './service/ResettableRuntime.js';

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
  const dataDir = path.resolve(plan.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'rx-context-sync-'))));
  const done = new CleanupStack();
  try {
    if (plan.dataDir === undefined) done.defer(() => removeTemporary(dataDir));
    await mkdir(dataDir, { recursive: true });
    const lock = await lockFolder(dataDir);
    done.defer(() => lock.release());
    return await listening(plan, dataDir, lock, done);
  } catch (error) {
    await done.dispose().catch(() => undefined);
    throw error;
  }
};

const listening = async (
  plan: EmulatorPlan,
  dataDir: string,
  { lost }: FolderLock,
  done: CleanupStack,
): Promise<Emulator> => {
  const journal = new Journal(plan);
  const faults = new Faults();
  const authenticate = authenticator(plan.apiKeys);
  const certificate = plan.tls === true ? await selfSigned() : plan.tls;
  const trash = openTrash(dataDir);
  done.defer(() => trash.close());
  let url = '';
  const open = () => {
    const opened = openRuntime({ ...plan, dataDir, trash, faults, journal, isLasting: plan.dataDir !== undefined });
    opened.service.files.baseUrl = url;
    return opened;
  };
  const runtime = new ResettableRuntime({ dataDir, trash, open });
  done.defer(() => runtime.close());
  lost.addEventListener('abort', () => {
    runtime.close('Another emulator took the folder.').catch(() => undefined);
  });
  lost.throwIfAborted();

  const current = () => runtime.current();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { path: at } = requestTarget(request);
    if (!at.startsWith(controlPath) && cors(plan.origins, request, response)) return;
    if (at.startsWith(controlPath)) {
      requireLocalProgram(request, authenticate, plan.apiKeys !== undefined);
      return answerControl(control, await readRequest(request), response);
    }
    const context = { current, run: <T>(work: () => Promise<T>) => runtime.run(work), journal, authenticate };
    if (at.startsWith('/files/')) return answerFile(context, request, response);
    return answerApi(context, await readRequest(request), response);
  };
  const answering = new PendingWork();
  const listener = httpListener(handle, answering);
  const server = certificate === undefined ? createServer(listener) : createTlsServer({ ...certificate }, listener);
  server.on('clientError', answerUnreadable);
  // That a connection cannot be taken, for there are too many, is no end of the others.
  server.on('error', () => undefined);
  // A connection may be open and say nothing, not even what TLS begins with.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const caFile = certificate === undefined ? undefined : await caFileIn(dataDir, certificate);
  server.listen(plan.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  url = `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  current().service.files.baseUrl = url;
  done.defer(async () => {
    const over = runtime.close();
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await Promise.all([closed, over]);
    await answering.drain();
  });

  const control = {
    trouble: (trouble: Trouble | TroubleName) => {
      faults.add(trouble);
    },
    noTrouble: () => {
      faults.clear();
    },
    journal: () => journal.entries,
    reset: () =>
      runtime.reset(() => {
        faults.clear();
        journal.clear();
      }),
  };

  return {
    url,
    caFile,
    dataDir,
    get journal() {
      return journal.entries;
    },
    contextFolder: (contextId, at) => {
      const { contexts } = current().service;
      return at === undefined ? contexts.folder(contextId) : contexts.folderAt(contextId, at);
    },
    sessionFolder: (sessionId, at) => current().service.sessions.folder(sessionId, at),
    trouble: control.trouble,
    noTrouble: control.noTrouble,
    reset: control.reset,
    close: () => done.dispose(),
  };
};

const caFileIn = async (dataDir: string, { cert }: Certificate): Promise<string> => {
  const file = path.join(dataDir, 'certificate.pem');
  await writeFile(file, cert);
  return file;
};
