import type { BigIntStats } from 'node:fs';
import { mkdir, open, statfs } from 'node:fs/promises';
import path from 'node:path';
import { ArrivalTimes, type Arrival } from '../contexts/ArrivalTimes.js';
import { writeSparsely } from '../files/fileChunks.js';
import { FolderCursor } from '../files/FolderCursor.js';
import { baseName, parentPath } from '../files/paths.js';
import type { OpenFile } from '../files/OpenFolder.js';
import { moveIntoPlace, setAttributes, withScratchFile, type ScratchFile } from '../files/scratchFile.js';
import { StateFolder } from '../state/StateFolder.js';
import { archiveEntries, type ArchiveEntry } from './archiveEntries.js';
import { Fingerprints } from './Fingerprints.js';
import { checkRecord, isRecord } from './checkRecord.js';
import { entryPlace } from './entryNames.js';
import { archivedFolders, badArchive, checkManifest, manifestName, readFacts } from './stateArchive.js';

/** Text of an entry that is read at once: more than this is none of ours, in bytes. */
const longestText = 64 * 2 ** 20;

/** How many arrivals are kept at once. */
const mostAtOnce = 10_000;

/**
 * Unpacks an archive into a new folder below a place, which becomes like a data folder. Refuses what is not whole, not ours, or has
 * no room. Whatever it is, nothing is written elsewhere.
 */
export const unpackState = async (file: string, place: string, signal: AbortSignal): Promise<string> => {
  const handle = await open(file);
  try {
    const archive = { handle, stats: await handle.stat({ bigint: true }) };
    await survey(archive, place, signal);
    const [to, scratch] = [path.join(place, 'new'), path.join(place, 'scratch')];
    for (const folder of [scratch, ...archivedFolders.map((name) => path.join(to, name))]) {
      await mkdir(folder, { recursive: true });
    }
    const arrivals = new Arrivals(to);
    const fingerprints = new Fingerprints();
    await FolderCursor.use(to, async (folders) => {
      for await (const entry of archiveEntries(archive, signal)) {
        signal.throwIfAborted();
        if (entry.name === manifestName) continue;
        if (entry.isFolder) await placeFolder(entry, folders);
        else {
          const placed = await placeFile(entry, folders, scratch);
          if (placed === undefined) continue;
          const { arrived = Number.NaN, key } = readFacts(entry.comment);
          arrivals.add(entryPlace(entry.name), { file: placed, at: arrived });
          fingerprints.add(key, placed);
        }
      }
    });
    arrivals.save();
    await fingerprints.rewrite(to);
    return to;
  } finally {
    await handle.close();
  }
};

/** Looks at all that the archive says of itself, before anything is written. */
const survey = async (archive: OpenFile, place: string, signal: AbortSignal): Promise<void> => {
  const total = { size: 0, packedSize: 0 };
  let isKnown = false;
  for await (const entry of archiveEntries(archive, signal)) {
    signal.throwIfAborted();
    total.size += entry.size;
    total.packedSize += entry.packedSize;
    if (entry.name === manifestName) {
      checkManifest(await textOf(entry));
      isKnown = true;
    } else entryPlace(entry.name);
  }
  if (!isKnown) throw badArchive('it holds no state of this emulator');
  // Entries may lie over each other, so that a small archive says to hold more than any disk has.
  if (total.packedSize > archive.stats.size) throw badArchive('it says to hold more than it does');
  const { bavail, bsize } = await statfs(place);
  if (total.size > bavail * bsize) {
    throw badArchive(`it holds ${total.size} bytes, and there is room for ${bavail * bsize}`);
  }
};

const placeFolder = async (entry: ArchiveEntry, folders: FolderCursor): Promise<void> => {
  const folder = await folders.make(entryPlace(entry.name)).catch(refuseConflict(entry));
  // Its owner can always use it.
  if (entry.mode !== undefined) await folder.chmod(entry.mode | 0o700);
};

/** Gives what is known of it then, unless somebody changed it. */
const placeFile = async (
  entry: ArchiveEntry,
  folders: FolderCursor,
  scratch: string,
): Promise<BigIntStats | undefined> => {
  const place = entryPlace(entry.name);
  const write = async (aside: ScratchFile): Promise<BigIntStats | undefined> => {
    if (isRecord(place)) await writeRecord(entry, place, aside);
    else await writeSparsely(aside.handle, entry.read());
    if (place.startsWith('state/')) await aside.handle.sync();
    setFacts(entry, aside);
    const folder = await folders.make(parentPath(place)).catch(refuseConflict(entry));
    if ((await folder.stat(baseName(place))) !== undefined) throw twice(entry);
    return moveIntoPlace(aside, folders, place);
  };
  // Until it has its mode it is for nobody else to read.
  return withScratchFile({ folder: scratch }, write, 0o600);
};

const writeRecord = async (entry: ArchiveEntry, place: string, { handle }: ScratchFile): Promise<void> => {
  const text = await textOf(entry);
  checkRecord(place, text);
  await handle.writeFile(text);
};

const setFacts = ({ mode, mtime, comment }: ArchiveEntry, aside: ScratchFile): void => {
  const facts = readFacts(comment);
  const mtimeNs = nanoseconds(facts.mtime) ?? BigInt(mtime.getTime()) * 1_000_000n;
  const atimeNs = nanoseconds(facts.atime) ?? mtimeNs;
  setAttributes(aside, { mode: BigInt(mode ?? 0o644), mtimeNs, atimeNs });
};

const nanoseconds = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined;

const textOf = async (entry: ArchiveEntry): Promise<string> => {
  if (entry.size > longestText) throw badArchive(`${JSON.stringify(entry.name)} is too long`);
  const chunks: Buffer[] = [];
  for await (const chunk of entry.read()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const twice = ({ name }: ArchiveEntry): Error => badArchive(`${JSON.stringify(name)} is there twice`);

/** A file where a folder should be. */
const refuseConflict =
  (entry: ArchiveEntry) =>
  (error: unknown): never => {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw ['ENOTDIR', 'EISDIR', 'EEXIST'].includes(code) ? twice(entry) : error;
  };

/** When files came to contexts, which is kept by what tells a file from others: here they are others. */
class Arrivals {
  readonly #times: ArrivalTimes;
  #contextId = '';
  #arrivals: Arrival[] = [];

  constructor(dataDir: string) {
    this.#times = new ArrivalTimes(new StateFolder(path.join(dataDir, 'state'), false));
  }

  add(place: string, arrival: Arrival): void {
    const [root, contextId = ''] = place.split('/');
    if (root !== 'contexts' || !Number.isFinite(arrival.at)) return;
    if (contextId !== this.#contextId || this.#arrivals.length >= mostAtOnce) this.save();
    this.#contextId = contextId;
    this.#arrivals.push(arrival);
  }

  save(): void {
    if (this.#arrivals.length > 0) this.#times.add(this.#contextId, this.#arrivals);
    this.#arrivals = [];
  }
}
