import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { contextSync, unwrap, type AgentBay, type AGB, type Context, type Session } from '../../src/index.js';
import { clientOf, services, type TestedService } from './services.js';

export const mountPath = '/home/my-data';

/** An emulator with one context that is mounted in one session; closed when the test is over. */
export interface Emulated {
  readonly emulator: Emulator;
  readonly client: AGB | AgentBay;
  readonly context: Context;
  readonly session: Session;
  /** The local folder of the mount. */
  readonly folder: string;
}

export const emulated = async (
  options: EmulatorOptions = {},
  service = services[0] as TestedService,
): Promise<Emulated> => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  const client = clientOf(service, emulator.url);
  const { context } = unwrap(await client.context.get('my-data', { create: true }));
  const { session } = unwrap(await createSession(client, context, !options.taskDelay));
  return { emulator, client, context, session, folder: emulator.sessionFolder(session.sessionId, mountPath) };
};

/** A session with the context mounted in it; by default handed out before its first download. */
export const createSession = (client: AGB | AgentBay, context: Context, waitForDownloads = false) =>
  client.create({
    imageId: 'agb-code-space-1',
    contextSyncs: [contextSync(context.id, mountPath)],
    waitForDownloads,
    retryInterval: 20,
  });

/** Writes files below a folder, by their relative paths. */
export const writeFiles = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), content);
  }
};
