import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { nodeAbortController } from '../concurrency/nodeAbortController.js';
import { currentSystem, isHeld, ownerFile, type ClaimOwner, type TouchChecks } from './claimOwner.js';
import { openLivenessSocket, type LivenessSocket } from './livenessSocket.js';

/** A folder that one process has. */
export interface FolderLock {
  /** Aborted where another one took the folder: it could not know that this one lives. */
  readonly lost: AbortSignal;
  readonly release: () => Promise<void>;
}

/** What a lock goes by. */
export interface LockRules extends TouchChecks {
  readonly system: string;
  /** How often the owner shows that he holds his claim, in ms. */
  readonly beat: number;
}

const mostRounds = 100;

/**
 * Takes a folder for this process, until it is released or the process ends, however it ends. Rejects where another one has
 * it: in another container too, whatever network, processes and host it sees, as long as it sees the folder.
 *
 * Claims are folders with numbers, no number of which is used twice: who finds that nobody has the last claim any more makes
 * the next one, by a rename that only one can do. Who has the last claim has the folder.
 *
 * On one system it is known at once whether who made a claim still lives. For others, such as a machine that shares the
 * folder by a network, who has it touches a file each second; where five seconds bring no change, the folder is free. So a
 * process that is suspended for longer can lose it to another machine; it notices within a second of waking.
 */
export const lockFolder = async (folder: string, given: Partial<LockRules> = {}): Promise<FolderLock> => {
  const rules = { system: currentSystem(), beat: 1000, looks: 20, pause: 250, ...given };
  const claims = path.join(folder, 'lock');
  await mkdir(claims, { recursive: true });
  for (let round = 0; round < mostRounds; round++) {
    const last = await lastIn(claims);
    if (await isHeld(path.join(claims, `${last}`), rules.system, rules)) break;
    const lock = await claim(claims, last + 1, rules);
    if (lock !== undefined) return lock;
  }
  throw new Error(`The folder ${folder} is in use by another emulator.`);
};

/** Makes a claim; undefined where another one was quicker. */
const claim = async (claims: string, number: number, { system, beat }: LockRules): Promise<FolderLock | undefined> => {
  const made = await mkdtemp(path.join(claims, 'new-'));
  const place = path.join(claims, `${number}`);
  const sign = await openLivenessSocket(made);
  const drop = async (...folders: readonly string[]): Promise<void> => {
    await sign?.end();
    for (const dropped of folders) await rm(dropped, { recursive: true, force: true });
  };
  try {
    const owner: ClaimOwner = { system, address: sign?.address };
    await writeFile(path.join(made, ownerFile), JSON.stringify(owner));
    await rename(made, place);
  } catch (error) {
    await drop(made);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (await lastIn(claims)) >= number) return undefined;
    throw error;
  }
  if ((await lastIn(claims)) !== number) {
    await drop(place);
    return undefined;
  }
  await removeOthers(claims, number).catch(() => undefined);
  return held(claims, number, beat, sign);
};

/** Claims before the last one are nobody's, and those that are being made come too late. */
const removeOthers = async (claims: string, number: number): Promise<void> => {
  for (const other of await readdir(claims)) {
    if (other !== `${number}`) await rm(path.join(claims, other), { recursive: true, force: true });
  }
};

/** Shows others that a claim is held, for as long as it is. */
const held = (claims: string, number: number, beat: number, sign: LivenessSocket | undefined): FolderLock => {
  const lost = nodeAbortController();
  const file = path.join(claims, `${number}`, ownerFile);
  const show = async (): Promise<void> => {
    if ((await lastIn(claims)) > number) lost.abort(new Error('Another emulator took the folder.'));
    else await utimes(file, new Date(), new Date());
  };
  const showing = setInterval(() => {
    // What fails now may work the next time.
    show().catch(() => undefined);
  }, beat).unref();
  return {
    lost: lost.signal,
    release: async () => {
      clearInterval(showing);
      // The claim itself stays, so that its number is not used again.
      await rename(file, `${file}.released`).catch(() => undefined);
      await sign?.end();
    },
  };
};

/** The number of the last claim; 0 where there is none. */
const lastIn = async (claims: string): Promise<number> =>
  Math.max(0, ...(await readdir(claims)).filter((name) => /^\d+$/.test(name)).map(Number));
