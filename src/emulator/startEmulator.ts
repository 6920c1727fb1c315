import { once, setMaxListeners } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { agbProtocol } from './agbProtocol.js';
import { agentBayProtocol } from './agentBayProtocol.js';
import { newRequestId } from './ids.js';
import { answerApi } from './answerApi.js';
import { answerControl, controlPath } from './answerControl.js';
import { answerFile } from './answerFile.js';
import { selfSigned, type Certificate } from './certificate.js';
import { EmulatedService } from './EmulatedService.js';
import type { EmulatedWorld } from './EmulatedWorld.js';
import { emulatorPlan } from './emulatorPlan.js';
import type { EmulatorOptions } from './EmulatorOptions.js';
import { Journal, type JournalEntry } from './Journal.js';
import { lockFolder } from './lockFolder.js';
import { owners } from './owners.js';
import { readAsk, targetOf } from './readAsk.js';
import { Refusal } from './Refusal.js';
import type { Trouble } from './Trouble.js';
import { Troubles, type TroubleName } from './Troubles.js';

/** A running emulator. */
export interface Emulator {
  /** The address that clients take as their `endpoint`. */
  readonly url: string;
  /** The file with the certificate that clients are to trust; undefined without `tls`. */
  readonly caFile: string | undefined;
  /** The folder that holds the files of contexts and sessions. */
  readonly dataDir: string;
  /** The requests that came, the last ten thousand of them. */
  readonly journal: readonly JournalEntry[];
  /** The local folder that holds the files of a context. */
  readonly contextFolder: (contextId: string) => string;
  /** The local folder that stands for a path of a session: write there what the sandbox would write. */
  readonly sessionFolder: (sessionId: string, path: string) => string;
  /**
   * Makes something go wrong: for the next calls, or with a probability; or a set of troubles by its name.
   *
   * @throws `InvalidRequest` that names the key and the rule.
   */
  readonly trouble: (trouble: Trouble | TroubleName) => void;
  /** Ends all trouble. */
  readonly noTrouble: () => void;
  /** Forgets everything: contexts, sessions, troubles, the journal. */
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
  const removeIfOurs = async (): Promise<void> => {
    if (plan.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  await mkdir(dataDir, { recursive: true });
  const unlock = await lockFolder(dataDir);
  const journal = new Journal(plan.onRequest);
  const troubles = new Troubles();
  const ownerOf = owners(plan.apiKeys);

  const open = () => {
    const stopping = new AbortController();
    // Each task that runs listens to it.
    setMaxListeners(0, stopping.signal);
    const world: EmulatedWorld = { ...plan, dataDir, stop: stopping.signal, troubles };
    return { stopping, world, service: new EmulatedService(world) };
  };
  let current = open();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { path: at } = targetOf(request);
    const { world, service } = current;
    if (at.startsWith('/files/')) return answerFile(service.files, request, response);
    const ask = await readAsk(request);
    if (at.startsWith(controlPath)) return answerControl(control, ask, response);
    return answerApi({ world, service, journal, ownerOf }, ask, response);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: unknown) => {
      // The connection broke, or the emulator stops.
      if (error instanceof Refusal && !response.headersSent) {
        response.writeHead(error.httpStatus, { Connection: 'close', 'Content-Type': 'application/json' });
        response.end(refusalText(error));
      } else response.destroy();
    });
  };

  const certificate = plan.tls === true ? await selfSigned() : plan.tls;
  const server = certificate === undefined ? createServer(listener) : createTlsServer({ ...certificate }, listener);
  server.on('clientError', refuseUnreadable);
  const caFile = certificate === undefined ? undefined : await caFileIn(dataDir, certificate);
  server.listen(plan.port, '127.0.0.1');
  await once(server, 'listening').catch(async (error: unknown) => {
    current.stopping.abort();
    await current.service.close();
    await unlock();
    await removeIfOurs();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  const url = `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  current.service.files.baseUrl = url;

  const stop = async (): Promise<void> => {
    current.stopping.abort();
    await current.service.close();
  };
  const control = {
    trouble: (trouble: Trouble | TroubleName) => {
      troubles.add(trouble);
    },
    noTrouble: () => {
      troubles.clear();
    },
    journal: () => journal.entries,
    reset: async () => {
      await stop();
      for (const folder of ['state', 'contexts', 'sessions', 'scratch']) {
        await rm(path.join(dataDir, folder), { recursive: true, force: true });
      }
      troubles.clear();
      journal.clear();
      current = open();
      current.service.files.baseUrl = url;
    },
  };

  return {
    url,
    caFile,
    dataDir,
    get journal() {
      return journal.entries;
    },
    contextFolder: (contextId) => current.service.contexts.folder(contextId),
    sessionFolder: (sessionId, at) => current.service.sessions.folder(sessionId, at),
    trouble: control.trouble,
    noTrouble: control.noTrouble,
    reset: control.reset,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await Promise.all([closed, stop()]);
      await unlock();
      await removeIfOurs();
    },
  };
};

/** What is answered where nobody knows the protocol. */
const refusalText = (refusal: Refusal): string => {
  const requestId = newRequestId();
  return JSON.stringify({ ...agbProtocol.bad(refusal, requestId), ...agentBayProtocol.bad(refusal, requestId) });
};

/** A request that is no HTTP, or too long, gets an answer too. */
const refuseUnreadable = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const text = refusalText(new Refusal('InvalidRequest', 'The request cannot be read.'));
  const headers = `Content-Type: application/json\r\nContent-Length: ${text.length}\r\nConnection: close`;
  socket.end(`HTTP/1.1 400 Bad Request\r\n${headers}\r\n\r\n${text}`);
};

const caFileIn = async (dataDir: string, { cert }: Certificate): Promise<string> => {
  const file = path.join(dataDir, 'certificate.pem');
  await writeFile(file, cert);
  return file;
};
