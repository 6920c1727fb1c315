import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Listr } from 'listr2';
import { map, tap, type Observable } from 'rxjs';
import { abortOn } from '../adapters/abortOn.js';
import { throwOnFailure } from '../adapters/throwOnFailure.js';
import { AGB } from '../client/AGB.js';
import type { Session } from '../client/Session.js';
import { startEmulator, type Emulator } from '../emulator/startEmulator.js';
import { contextSync } from '../model/ContextSync.js';
import type { ContextSyncResult } from '../model/SyncSnapshot.js';
import { unwrap } from '../model/unwrap.js';
import { progressLine } from './progressLine.js';
import { fileFacts } from './fileFacts.js';
import { differences, table } from './report.js';
import { copySources, factsOfSources, sourcesOf, type Source } from './sources.js';

/** What the demonstration is told. */
export interface DemoOptions {
  /** The folder to sync; the sources of this project if undefined. */
  readonly dir: string | undefined;
  readonly signal: AbortSignal;
}

const mountPath = '/home/my-data';

/** Uploads a folder from one session and downloads it into another. Tells whether every file came through. */
export const demo = async ({ dir, signal }: DemoOptions): Promise<boolean> => {
  const sources = await sourcesOf(dir);
  const workDir = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-demo-'));
  const emulator = await startEmulator({ dataDir: workDir, taskDelay: 300, fileDelay: 2 });
  try {
    return await demonstrate(emulator, sources, signal);
  } finally {
    await emulator.close();
    await rm(workDir, { recursive: true, force: true });
  }
};

const demonstrate = async (emulator: Emulator, sources: readonly Source[], signal: AbortSignal): Promise<boolean> => {
  const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url });
  const { context } = unwrap(await agb.context.get('my-data', { create: true, signal }));
  const newSession = async (): Promise<Session> => {
    const contextSyncs = [contextSync(context.id, mountPath)];
    return unwrap(await agb.create({ imageId: 'agb-code-space-1', contextSyncs, signal })).session;
  };
  const folderOf = ({ sessionId }: Session): string => emulator.sessionFolder(sessionId, mountPath);

  const ends: ContextSyncResult[] = [];
  const sync = (session: Session | undefined, mode: 'upload' | 'download'): Observable<string> | undefined =>
    session?.context
      .sync$({ contextId: context.id, path: mountPath, mode, maxRetries: 1_000_000, retryInterval: 100 })
      .pipe(
        tap((snapshot) => {
          if (snapshot.done) ends.push(snapshot);
        }),
        throwOnFailure(),
        abortOn(signal),
        map(progressLine),
      );

  const { first, second } = await new Listr<{ first?: Session; second?: Session }>(
    [
      {
        title: 'Start a session, put the files into it',
        task: async (sessions) => {
          sessions.first = await newSession();
          await copySources(sources, folderOf(sessions.first), signal);
        },
      },
      {
        title: 'Upload: from the session to the context',
        task: ({ first }) => sync(first, 'upload'),
        rendererOptions: { persistentOutput: true },
      },
      {
        title: 'Start a second session on the same context',
        task: async (sessions) => {
          sessions.second = await newSession();
        },
      },
      {
        title: 'Download: from the context to the second session',
        task: ({ second }) => sync(second, 'download'),
        rendererOptions: { persistentOutput: true },
      },
    ],
    {
      rendererOptions: { collapseErrors: false },
      fallbackRendererCondition: () => !process.stdout.isTTY,
      // The signals stop the streams; the tasks then end by themselves.
      registerSignalListeners: false,
    },
  ).run({});

  if (!first || !second) return false;
  // What is compared is the files as they were given, not a copy of them.
  const original = await factsOfSources(sources);
  const sides = [
    { name: 'upload', files: await fileFacts(emulator.contextFolder(context.id)), result: ends[0] },
    { name: 'download', files: await fileFacts(folderOf(second)), result: ends[1] },
  ];
  console.log(`\n${table(sides, original)}`);
  return sides.every(({ files }) => differences(original, files).length === 0);
};
