import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Listr } from 'listr2';
import { concatMap, distinctUntilChanged, identity, tap, type Observable } from 'rxjs';
import { abortOn } from '../adapters/abortOn.js';
import { throwOnFailure } from '../adapters/throwOnFailure.js';
import { AGB } from '../client/AGB.js';
import type { Session } from '../client/Session.js';
import { startEmulator, type Emulator } from '../emulator/startEmulator.js';
import { contextSync } from '../model/contexts/ContextSync.js';
import type { ContextSyncResult, SyncSnapshot } from '../model/sync/SyncSnapshot.js';
import { unwrap } from '../model/results/unwrap.js';
import { countTree, readTree } from './fileTree.js';
import { progressLine } from './progressLine.js';
import { differences, table } from './report.js';
import { copySources, countSources, readSources, sourcesOf, type Source } from './sources.js';

/** What the demonstration is told. */
export interface DemoOptions {
  /** The folder to sync; the sources of this project if undefined. */
  readonly dir: string | undefined;
  readonly signal: AbortSignal;
}

const mountPath = '/home/my-data';

/** Uploads a folder from one session and downloads it into another. Tells whether every file came through. */
export const demo = async ({ dir, signal }: DemoOptions): Promise<boolean> => {
  const sources = sourcesOf(dir);
  const { files, others } = await countSources(sources);
  if (others > 0) console.log(`${others} links and special files are left out.`);

  const workDir = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-demo-'));
  // Slow enough to be watched, whatever the number of files.
  const fileDelay = Math.min(5, Math.floor(1000 / Math.max(files, 1)));
  const emulator = await startEmulator({ dataDir: workDir, taskDelay: 300, fileDelay });
  try {
    return await demonstrate(emulator, sources, files, signal);
  } finally {
    await emulator.close();
    await rm(workDir, { recursive: true, force: true });
  }
};

const demonstrate = async (
  emulator: Emulator,
  sources: readonly Source[],
  files: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url });
  const { context } = unwrap(await agb.context.get('my-data', { create: true, signal }));
  // The files are to come by the sync that is shown, not by the one that a session begins with.
  const contextSyncs = [contextSync(context.id, mountPath, { downloadPolicy: { autoDownload: false } })];
  const newSession = async (): Promise<Session> =>
    unwrap(await agb.create({ imageId: 'agb-code-space-1', contextSyncs, signal })).session;
  const folderOf = ({ sessionId }: Session): string => emulator.sessionFolder(sessionId, mountPath);

  const ends: ContextSyncResult[] = [];
  const sync = (session: Session | undefined, mode: 'upload' | 'download'): Observable<string> | undefined => {
    if (session === undefined) return undefined;
    const target = mode === 'upload' ? emulator.contextFolder(context.id, mountPath) : folderOf(session);
    return session.context
      .sync$({ contextId: context.id, path: mountPath, mode, maxRetries: 1_000_000, retryInterval: 100 })
      .pipe(
        tap((snapshot) => {
          if (snapshot.done) ends.push(snapshot);
        }),
        throwOnFailure(),
        abortOn(signal),
        process.stdout.isTTY ? identity : distinctUntilChanged(looksTheSame),
        concatMap(async (snapshot) => progressLine(snapshot, (await countTree(target)).files, files)),
      );
  };

  const { second } = await new Listr<{ first?: Session; second?: Session }>(
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
  if (second === undefined) return false;

  // What is compared is the files as they were given, not a copy of them.
  const original = await readSources(sources, signal);
  const sides = [
    { name: 'upload', files: await readTree(emulator.contextFolder(context.id, mountPath), signal), result: ends[0] },
    { name: 'download', files: await readTree(folderOf(second), signal), result: ends[1] },
  ];
  console.log(`\n${table(sides, original)}`);
  const differing = [...new Set(sides.flatMap((side) => differences(original, side.files)))];
  for (const file of differing) console.log(`differs: ${file} (did it change meanwhile?)`);
  return differing.length === 0;
};

/** Lines that stay are for what changes, and for a sign of life once a second. */
const looksTheSame = (a: SyncSnapshot, b: SyncSnapshot): boolean =>
  a.state === b.state &&
  a.progress.finished === b.progress.finished &&
  Math.floor(a.elapsed / 1000) === Math.floor(b.elapsed / 1000);
