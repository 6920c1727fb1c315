import { Listr } from 'listr2';
import { concatMap, distinctUntilChanged, identity, tap, type Observable } from 'rxjs';
import { startEmulator, type Emulator } from '../../emulator/index.js';
import { AGB, contextSync, throwOnFailure, unwrap, type ContextSyncResult, type Session } from '../../index.js';
import { compare, type Comparison } from './compare.js';
import type { Ending } from '../process/ending.js';
import { countTree } from '../files/fileTree.js';
import { looksTheSame, progressLine } from './progressLine.js';
import { differences, table } from './report.js';
import { copySources, countSources, sourcesOf, type Source } from './sources.js';
import { isLive, lineWidth, showCount } from '../terminal/terminal.js';
import { throwOnAbort } from '../process/throwOnAbort.js';

/** What the demonstration is told. */
export interface DemoOptions {
  /** The folder to sync; the sources of this project if undefined. */
  readonly dir: string | undefined;
  readonly ending: Ending;
}

/** What the steps hand on. */
interface Steps {
  first?: Session;
  second?: Session;
  comparison?: Comparison;
}

const mountPath = '/home/my-data';

/** Uploads a folder from one session and downloads it into another. Tells whether every file came through. */
export const demo = async ({ dir, ending: { signal, owns } }: DemoOptions): Promise<boolean> => {
  const sources = sourcesOf(dir);
  const { files, others } = await countSources(sources, signal);
  if (others > 0) console.log(`${others} links and special files are left out.`);

  const emulator = await startEmulator({ taskDelay: 300, fileDelay: fileDelayOf(files) });
  owns(emulator.dataDir);
  try {
    const comparison = await demonstrate(emulator, sources, files, signal);
    return comparison !== undefined && report(comparison);
  } finally {
    await removing(emulator.close());
  }
};

/** Where that takes longer than somebody waits without a word, it is said what is waited for. */
const removing = async (closed: Promise<void>): Promise<void> => {
  const late = setTimeout(() => {
    console.log('Removing the temporary files.');
  }, 500);
  await closed.finally(() => {
    clearTimeout(late);
  });
};

/** How long a file takes, in ms: slow enough for a few to be watched, and a second in all for however many. */
export const fileDelayOf = (files: number): number => Math.min(5, Math.floor(1000 / Math.max(files, 1)));

const demonstrate = async (
  emulator: Emulator,
  sources: readonly Source[],
  files: number,
  signal: AbortSignal,
): Promise<Comparison | undefined> => {
  const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url });
  const { context } = unwrap(await agb.context.get('my-data', { create: true, signal }));
  // The files are to come by the sync that is shown, not by the one that a session begins with.
  const contextSyncs = [contextSync(context.id, mountPath, { downloadPolicy: { autoDownload: false } })];
  const newSession = async (): Promise<Session> =>
    unwrap(await agb.create({ imageId: 'agb-code-space-1', contextSyncs, signal })).session;
  const folderOf = ({ sessionId }: Session): string => emulator.sessionFolder(sessionId, mountPath);
  const contextFolder = emulator.contextFolder(context.id, mountPath);

  const ends: ContextSyncResult[] = [];
  const sync = (session: Session | undefined, mode: 'upload' | 'download'): Observable<string> | undefined => {
    if (session === undefined) return undefined;
    const target = mode === 'upload' ? contextFolder : folderOf(session);
    return session.context
      .sync$({ contextId: context.id, path: mountPath, mode, maxRetries: 1_000_000, retryInterval: 100 })
      .pipe(
        tap((snapshot) => {
          if (snapshot.done) ends.push(snapshot);
        }),
        throwOnFailure(),
        throwOnAbort(signal),
        isLive() ? identity : distinctUntilChanged(looksTheSame),
        concatMap(async (snapshot) => {
          const { files: arrived } = await countTree(target, signal);
          return progressLine(snapshot, { arrived, files, width: lineWidth() });
        }),
      );
  };

  const { comparison } = await new Listr<Steps>(
    [
      {
        title: 'Start a session, put the files into it',
        task: async (steps, task) => {
          steps.first = await newSession();
          const show = showCount(task, `of ${files} files`);
          await copySources(sources, folderOf(steps.first), signal, show);
        },
      },
      {
        title: 'Upload: from the session to the context',
        task: ({ first }) => sync(first, 'upload'),
        rendererOptions: { persistentOutput: true },
      },
      {
        title: 'Start a second session on the same context',
        task: async (steps) => {
          steps.second = await newSession();
        },
      },
      {
        title: 'Download: from the context to the second session',
        task: ({ second }) => sync(second, 'download'),
        rendererOptions: { persistentOutput: true },
      },
      {
        title: 'Compare all files with those that were given',
        task: async (steps, task) => {
          if (steps.second === undefined) return;
          const sides = [
            { name: 'upload', folder: contextFolder, result: ends[0] },
            { name: 'download', folder: folderOf(steps.second), result: ends[1] },
          ];
          const show = showCount(task, `of ${files * 3} files`);
          steps.comparison = await compare({ sources, sides }, signal, show);
        },
      },
    ],
    {
      rendererOptions: { collapseErrors: false },
      fallbackRendererCondition: () => !isLive(),
      // The signals stop the streams; the tasks then end by themselves.
      registerSignalListeners: false,
    },
  ).run({});
  return comparison;
};

const report = ({ original, sides }: Comparison): boolean => {
  console.log(`\n${table(sides, original)}`);
  const differing = [...new Set(sides.flatMap((side) => differences(original, side.files)))];
  for (const file of differing) console.log(`differs: ${file} (did it change meanwhile?)`);
  return differing.length === 0;
};
