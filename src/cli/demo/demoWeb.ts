import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator, type Emulator } from '../../emulator/index.js';
import { AGB, contextSync, unwrap, type Context, type Session } from '../../index.js';
import type { DemoOptions } from './demo.js';
import { copySources, countSources, sourcesOf, type Source } from './sources.js';

const mountPath = '/home/my-data';

/** How often it is shown to who does nothing, and the pause between, in ms. */
const shown = { times: 3, pause: 3000 } as const;

/** The demonstration in a page: the same syncs, slow enough to be watched, again and again where somebody asks for it, until the signal. */
export const demoWeb = async ({ dir, ending: { signal, owns } }: DemoOptions): Promise<true> => {
  const sources = sourcesOf(dir);
  const { files } = await countSources(sources, signal);
  const began = { rounds: 0, running: undefined as Promise<void> | undefined };
  // Who presses the button while one runs sees that one.
  const again = (): Promise<void> => {
    began.running ??= tellRound(++began.rounds, next, signal).finally(() => {
      began.running = undefined;
    });
    return began.running;
  };
  const fileDelay = Math.min(200, Math.floor(4000 / Math.max(files, 1)));
  const emulator = await startEmulator({ taskDelay: 600, fileDelay, console: { actions: { 'Sync again': again } } });
  owns(emulator.dataDir);
  const next = roundsOf(emulator, sources);
  try {
    console.log(
      `Open ${emulator.consoleUrl}\nand see ${files === 1 ? '1 file' : `${files} files`} go from one session to another. Stop it with Ctrl-C.\n`,
    );
    for (let times = 0; times < shown.times && !signal.aborted; times++) {
      await again();
      await sleep(shown.pause, undefined, { signal }).catch(() => undefined);
    }
    if (!signal.aborted) await once(signal, 'abort');
    await began.running;
  } finally {
    await emulator.close();
  }
  return true;
};

type Round = (signal: AbortSignal) => Promise<string>;

/** What goes wrong in one, for example by a switch of the page, is no end of the others. */
const tellRound = async (round: number, run: Round, signal: AbortSignal): Promise<void> => {
  const told = await run(signal).catch((error: unknown) => (error as Error).message);
  if (!signal.aborted) console.log(`${round}: ${told}`);
};

/** Rounds of the demonstration: each begins with an empty context, and leaves its sessions to be looked at until the next one. */
const roundsOf = (emulator: Emulator, sources: readonly Source[]): Round => {
  const agb = new AGB({ apiKey: 'any-key', endpoint: emulator.url, pacing: 300 });
  let left: readonly Session[] = [];
  const newSession = async ({ id }: Context, signal: AbortSignal): Promise<Session> => {
    // The files are to come by the sync that is shown, not by the one that a session begins with.
    const contextSyncs = [contextSync(id, mountPath, { downloadPolicy: { autoDownload: false } })];
    const { session } = unwrap(await agb.create({ imageId: 'agb-code-space-1', contextSyncs, signal }));
    left = [...left, session];
    return session;
  };
  const synced = async ({ context }: Session, mode: 'upload' | 'download', signal: AbortSignal): Promise<string> => {
    const end = await context.sync({ mode, signal });
    return `${mode} ${end.state} after ${(end.elapsed / 1000).toFixed(1)} s${end.errorMessage && `: ${end.errorMessage}`}`;
  };
  return async (signal) => {
    for (const session of left) unwrap(await agb.delete(session, { signal }));
    left = [];
    const { context } = unwrap(await agb.context.get('my-data', { create: true, signal }));
    unwrap(await agb.context.clear(context.id, { signal }));
    const first = await newSession(context, signal);
    await copySources(sources, emulator.sessionFolder(first.sessionId, mountPath), signal);
    const upload = await synced(first, 'upload', signal);
    const second = await newSession(context, signal);
    return `${upload}, ${await synced(second, 'download', signal)}`;
  };
};
