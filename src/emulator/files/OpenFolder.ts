import { constants, existsSync, fstatSync, lstatSync, type BigIntStats } from 'node:fs';
import { chmod, type FileHandle } from 'node:fs/promises';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { decodeName, systemPath } from './fileNames.js';
import { linkRefusal } from './resolvePath.js';
import { systemCalls } from './systemCalls.js';

/** A file that is open for reading. */
export interface OpenFile {
  readonly handle: FileHandle;
  /** As it was when it was opened. */
  readonly stats: BigIntStats;
}

/** What is in a folder. What is neither a file nor a folder is a link, a pipe, a socket or a device. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

// Windows has neither of them. No open may wait, as that of a pipe does for whoever writes to it.
const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants as Partial<typeof constants>;
const folderFlags = constants.O_RDONLY | (O_DIRECTORY ?? 0) | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);
const fileFlags = constants.O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);
const appendFlags = constants.O_WRONLY | constants.O_APPEND | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

/** Whether what is in a folder can be named by the folder that is open, and not by a path that may lead elsewhere by then. */
const canHoldFolders = process.platform === 'linux' && existsSync('/proc/self/fd');

/**
 * A folder that is held open. Whatever is moved or linked on the way to it, what is named here is in this folder: whoever
 * runs in a session may swap folders for links at any time. No link is followed, and nothing but files and folders opened.
 *
 * Where the system cannot hold folders, it is checked before each change, and after each look, that it is the same folder.
 */
export class OpenFolder {
  readonly #path: string;
  readonly #parent: OpenFolder | undefined;
  readonly #stats: BigIntStats;
  readonly #handle: FileHandle | undefined;

  private constructor(path: string, parent: OpenFolder | undefined, stats: BigIntStats, handle?: FileHandle) {
    this.#path = path;
    this.#parent = parent;
    this.#stats = stats;
    this.#handle = handle;
  }

  /** Opens a folder by its path, of which only the last part may not be a link. */
  static open(path: string, isHeld = canHoldFolders): Promise<OpenFolder> {
    return OpenFolder.#open(path, undefined, isHeld);
  }

  /** As it was when it was opened. */
  get stats(): BigIntStats {
    return this.#stats;
  }

  /** Opens a folder in it; undefined where there is none. Rejects where there is something else. */
  async folder(name: string): Promise<OpenFolder | undefined> {
    try {
      return await OpenFolder.#open(this.#to(name), this, this.#handle !== undefined);
    } catch (error) {
      unlessAbsent(error);
      return;
    }
  }

  /** Opens a file in it; undefined where there is none. Rejects where there is something else. */
  file(name: string): Promise<OpenFile | undefined> {
    return this.#file(name, fileFlags);
  }

  /** Opens a file in it, to be added to; undefined where there is none. Rejects where there is something else. */
  fileToAppend(name: string): Promise<OpenFile | undefined> {
    return this.#file(name, appendFlags);
  }

  async #file(name: string, flags: number): Promise<OpenFile | undefined> {
    let handle;
    try {
      handle = await systemCalls.open(systemPath(this.#to(name)), flags);
    } catch (error) {
      const found = await this.stat(name);
      if (found !== undefined && !found.isFile()) throw found.isSymbolicLink() ? linkRefusal(name) : notAFile();
      unlessAbsent(error);
      return;
    }
    try {
      const stats = fstatSync(handle.fd, { bigint: true });
      if (!stats.isFile()) throw notAFile();
      if (this.#handle === undefined) {
        await this.#verify();
        refuseOther(await this.stat(name), stats, name);
      }
      return { handle, stats };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** What is known of something in it; undefined where there is nothing. */
  async stat(name: string): Promise<BigIntStats | undefined> {
    return systemCalls.lstat(systemPath(this.#to(name))).catch(unlessAbsent);
  }

  /** The same at once: no other thread has to be asked, which takes longer than the answer. Not to be done many times in a row. */
  statSync(name: string): BigIntStats | undefined {
    return lstatSync(systemPath(this.#to(name)), { bigint: true, throwIfNoEntry: false });
  }

  /** What is in it. */
  async list(): Promise<readonly FolderEntry[]> {
    const place = systemPath(this.#handle === undefined ? this.#path : this.#to('.'));
    const entries = await systemCalls.readdir(place);
    await this.#verify();
    return entries.map((entry) => ({
      name: decodeName(entry.name),
      kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other',
    }));
  }

  /** Makes a folder in it, unless there is one. */
  async make(name: string): Promise<void> {
    await this.#verify();
    await systemCalls.mkdir(systemPath(this.#to(name))).catch(async (error: unknown) => {
      if (!(await this.stat(name))?.isDirectory()) throw error;
    });
  }

  /** Moves a file into it, from a place that is nobody else's, over the one that may be there. */
  async moveIn(from: string, name: string): Promise<void> {
    await this.#verify();
    await systemCalls.rename(from, systemPath(this.#to(name)));
  }

  /** Moves what is in it to a folder, over a file that may be there: of a link the link itself. */
  async moveTo(name: string, folder: OpenFolder, newName: string): Promise<void> {
    await this.#verify();
    await folder.#verify();
    await systemCalls.rename(systemPath(this.#to(name)), systemPath(folder.#to(newName)));
  }

  /** Removes a file in it, if it is there. */
  async remove(name: string): Promise<void> {
    await this.#verify();
    await systemCalls.unlink(systemPath(this.#to(name))).catch(unlessAbsent);
  }

  /** Removes a folder in it, if it is there. Rejects where something is in it. */
  async removeFolder(name: string): Promise<void> {
    await this.#verify();
    await systemCalls.rmdir(systemPath(this.#to(name))).catch(unlessAbsent);
  }

  async chmod(mode: number): Promise<void> {
    await this.#verify();
    await (this.#handle?.chmod(mode) ?? chmod(systemPath(this.#path), mode));
  }

  /** The path by which a process that is started while it is open gets into it. */
  async processPath(): Promise<string> {
    await this.#verify();
    return this.#handle === undefined ? this.#path : this.#to('.');
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }

  static async #open(path: string, parent: OpenFolder | undefined, isHeld: boolean): Promise<OpenFolder> {
    if (isHeld) {
      const handle = await systemCalls
        .open(systemPath(path), folderFlags)
        .catch((error: unknown) => explain(path, error));
      return new OpenFolder(path, parent, fstatSync(handle.fd, { bigint: true }), handle);
    }
    const stats = await systemCalls.lstat(systemPath(path));
    if (!stats.isDirectory()) throw stats.isSymbolicLink() ? linkRefusal(path) : notAFolder();
    if (parent !== undefined) await parent.#verify();
    return new OpenFolder(path, parent, stats);
  }

  #to(name: string): string {
    return this.#handle === undefined ? `${this.#path}/${name}` : `/proc/self/fd/${this.#handle.fd}/${name}`;
  }

  /** Rejects where the folder is not the one that was opened. */
  async #verify(): Promise<void> {
    if (this.#handle !== undefined) return;
    if (this.#parent !== undefined) await this.#parent.#verify();
    refuseOther(await systemCalls.lstat(systemPath(this.#path)), this.#stats, this.#path);
  }
}

const refuseOther = (found: BigIntStats | undefined, opened: BigIntStats, path: string): void => {
  if (found?.ino !== opened.ino || found.dev !== opened.dev) throw linkRefusal(path);
};

const unlessAbsent = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
};

const explain = async (path: string, error: unknown): Promise<never> => {
  const isLink = await systemCalls.lstat(systemPath(path)).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  throw isLink ? linkRefusal(path) : error;
};

/** Whether something could not be opened because it is a link, a folder, or whatever else was not asked for. */
export const isKindMismatch = (error: unknown): boolean =>
  error instanceof ServiceRefusal || ['ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

const notAFile = (): Error => Object.assign(new Error('It is no file or folder.'), { code: 'EISDIR' });

const notAFolder = (): Error => Object.assign(new Error('It is no folder.'), { code: 'ENOTDIR' });
