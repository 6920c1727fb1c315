import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { milliseconds, wholeNumber } from '../model/check.js';
import { agbRoutes } from './agbRoutes.js';
import { EmulatedService } from './EmulatedService.js';
import type { EmulatorOptions } from './EmulatorOptions.js';

/** A running emulator. */
export interface Emulator {
  /** The address that clients take as their `endpoint`. */
  readonly url: string;
  /** The folder that holds the files of contexts and sessions. */
  readonly dataDir: string;
  /** The local folder that holds the files of a context. */
  readonly contextFolder: (contextId: string) => string;
  /** The local folder that stands for a path of a session: write there what the sandbox would write. */
  readonly sessionFolder: (sessionId: string, path: string) => string;
  /** Stops all tasks and connections. A temporary `dataDir` is removed. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a small but real context service on the loopback address: sync tasks copy files between folders.
 *
 * Rejects with `InvalidRequest` if an option breaks a rule, or with the system's error if the port is taken.
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
  const port = wholeNumber('port', options.port ?? 0, 0, 65_535);
  const taskDelay = milliseconds('taskDelay', options.taskDelay ?? 0);
  const fileDelay = milliseconds('fileDelay', options.fileDelay ?? 0);
  const dataDir = path.resolve(options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'rx-context-sync-'))));
  const removeIfOurs = async (): Promise<void> => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  await mkdir(dataDir, { recursive: true });
  const service = new EmulatedService(dataDir, { taskDelay, fileDelay });

  const server = createAdaptorServer({ fetch: agbRoutes(service).fetch });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch(async (error: unknown) => {
    await removeIfOurs();
    throw error;
  });
  const address = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${address.port}`,
    dataDir,
    contextFolder: (contextId) => service.contextFolder(contextId),
    sessionFolder: (sessionId, sessionPath) => service.session(sessionId).folder(sessionPath),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await Promise.all([closed, service.close()]);
      await removeIfOurs();
    },
  };
};
