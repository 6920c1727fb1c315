import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { AGB, contextSync, unwrap, type Context, type Session } from '../../src/index.js';

export const mountPath = '/home/my-data';

/** An emulator with one context that is mounted in one session; closed when the test is over. */
export interface Emulated {
  readonly emulator: Emulator;
  readonly agb: AGB;
  readonly context: Context;
  readonly session: Session;
  /** The local folder of the mount. */
  readonly folder: string;
}

export const emulated = async (options: EmulatorOptions = {}): Promise<Emulated> => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url });
  const { context } = unwrap(await agb.context.get('my-data', { create: true }));
  const { session } = unwrap(await createSession(agb, context));
  return { emulator, agb, context, session, folder: emulator.sessionFolder(session.sessionId, mountPath) };
};

/** A session with the context mounted in it, handed out before its first download. */
export const createSession = (agb: AGB, context: Context) =>
  agb.create({
    imageId: 'agb-code-space-1',
    contextSyncs: [contextSync(context.id, mountPath)],
    waitForDownloads: false,
  });

/** Writes files below a folder, by their relative paths. */
export const writeFiles = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), content);
  }
};
