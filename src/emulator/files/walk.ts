import { compareFingerprint, fingerprint } from './fingerprint.js';
import { FolderCursor } from './FolderCursor.js';
import { isKindMismatch, type FolderEntry, type OpenFile, type OpenFolder } from './OpenFolder.js';
import { baseName, parentPath } from './paths.js';
import { linkRefusal } from './resolvePath.js';

/** A file or a folder, by its path from where the walk began. It is in a folder that is open. */
export interface WalkEntry {
  readonly file: string;
  readonly name: string;
  readonly parent: OpenFolder;
}

/** Who is told of what is found. What one of these throws ends the walk. */
export interface Visitor {
  /** Whether to look at a file, or into a folder. */
  readonly isWanted: (file: string, kind: 'file' | 'folder') => boolean;
  readonly file: (found: WalkEntry) => Promise<void>;
  /** A folder, before what is in it; it is left out where the answer is no. */
  readonly folder: (file: string, folder: OpenFolder) => Promise<boolean>;
  /** Something is, or was, at a path that is not looked at: a link, a pipe, or what was gone before it could be opened. */
  readonly skipped: (file: string) => void;
  readonly failed: (file: string, error: unknown) => void;
}

/**
 * Walks through what is below a folder. Links are never followed. `only` is the file or folder that is meant, by its path;
 * empty = all. Rejects where that is something else.
 *
 * What is moved while it is walked may be missed at both places: folders that changed since they were listed are listed
 * once more, where `since` is given: a time of the file system before the walk.
 */
export const walk = async (
  root: OpenFolder,
  visitor: Visitor,
  { since, only = '' }: { readonly since?: bigint; readonly only?: string } = {},
): Promise<void> => {
  const walker = new Walker(root, visitor, since);
  if (only === '') {
    await walker.list(root, '');
  } else {
    const folders = new FolderCursor(root);
    try {
      const parent = await folders.find(parentPath(only)).catch(unlessFile);
      if (parent !== undefined) await walker.begin(only, parent);
    } finally {
      await folders.close();
    }
  }
  if (since !== undefined) await walker.listChanged();
};

/** Opens a file that was found; undefined where it was removed since, or became something else. */
export const openEntry = ({ parent, name }: WalkEntry): Promise<OpenFile | undefined> =>
  parent.file(name).catch((error: unknown) => {
    if (!isKindMismatch(error)) throw error;
    return undefined;
  });

/** Nothing is in a file. */
const unlessFile = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error;
};

class Walker {
  readonly #root: OpenFolder;
  readonly #visitor: Visitor;
  readonly #since: bigint | undefined;
  /** The folders that were listed, and how they were right before. */
  readonly #listed = new Map<string, { readonly fingerprint: string; readonly ino: bigint }>();

  constructor(root: OpenFolder, visitor: Visitor, since: bigint | undefined) {
    this.#root = root;
    this.#visitor = visitor;
    this.#since = since;
  }

  async begin(only: string, parent: OpenFolder): Promise<void> {
    const name = baseName(only);
    const found = await parent.stat(name);
    if (found === undefined) return;
    if (found.isSymbolicLink()) throw linkRefusal(only);
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
    if (kind === 'other') throw new Error('What is at this path is no file or folder.');
    await this.#visit({ name, kind }, parent, only);
  }

  async list(folder: OpenFolder, at: string): Promise<void> {
    this.#listed.set(at, { fingerprint: fingerprint(folder.stats, this.#since ?? 0n), ino: folder.stats.ino });
    let entries: readonly FolderEntry[] = [];
    try {
      entries = await folder.list();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.#visitor.skipped(at);
      else this.#visitor.failed(at, error);
    }
    for (const entry of entries) await this.#visit(entry, folder, at === '' ? entry.name : `${at}/${entry.name}`);
  }

  async listChanged(): Promise<void> {
    const folders = new FolderCursor(this.#root);
    try {
      for (const [at, before] of [...this.#listed]) {
        const now = await this.#root.stat(at === '' ? '.' : at).catch(() => undefined);
        if (now !== undefined && compareFingerprint(before.fingerprint, now) === 'same') continue;
        const folder = await folders.find(at).catch((error: unknown) => {
          // One that is gone, or something else, is told of by the folder that it was in.
          if (!isKindMismatch(error)) this.#visitor.failed(at, error);
        });
        if (folder !== undefined) await this.list(folder, at);
      }
    } finally {
      await folders.close();
    }
  }

  async #visit({ name, kind }: FolderEntry, parent: OpenFolder, file: string): Promise<void> {
    if (kind === 'other') this.#visitor.skipped(file);
    else if (!this.#visitor.isWanted(file, kind)) return;
    else if (kind === 'file') await this.#visitor.file({ file, name, parent });
    else await this.#enter(name, parent, file);
  }

  async #enter(name: string, parent: OpenFolder, file: string): Promise<void> {
    const folder = await parent.folder(name).catch((error: unknown) => {
      // What it became since it was listed is told when it is listed again.
      if (!isKindMismatch(error)) this.#visitor.failed(file, error);
    });
    if (folder === undefined) {
      this.#visitor.skipped(file);
      return;
    }
    try {
      const isListed = this.#listed.get(file)?.ino === folder.stats.ino;
      if (!isListed && (await this.#visitor.folder(file, folder))) await this.list(folder, file);
    } finally {
      await folder.close();
    }
  }
}
