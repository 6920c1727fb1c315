import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ContextFile } from '../../model/files/ContextFile.js';
import { readRange } from '../files/fileChunks.js';
import { systemPath } from '../files/fileNames.js';
import { FolderCursor } from '../files/FolderCursor.js';
import type { FolderEntry, OpenFolder } from '../files/OpenFolder.js';
import { baseName, parentPath } from '../files/paths.js';
import { removeFolder } from '../files/removeFolder.js';
import { linkRefusal, resolveFilePath, resolvePath } from '../files/resolvePath.js';
import { moveIntoPlace, withScratchFile, writeStream } from '../files/scratchFile.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { ContentTags } from './ContentTags.js';
import type { Contexts } from './Contexts.js';
import { FolderListings } from './FolderListings.js';
import type { FileAddress } from './PresignedUrls.js';

/** A file of a context. */
export interface StoredFile {
  readonly size: number;
  /** Tells its content from others, as storages do. */
  readonly tag: string;
  /** When it was changed, as HTTP writes times. */
  readonly modified: string;
  /** Reads it, from one byte to another. */
  readonly read: (range: { readonly start: number; readonly end: number }) => Readable;
}

/** Which files of a folder are asked for, by their places in the list. */
export interface Page {
  readonly start: number;
  readonly size: number;
}

/** Files of a folder, and how many it has in all. */
export interface FilePage {
  readonly files: readonly ContextFile[];
  readonly totalCount: number;
}

/** The files of contexts, as the service and its storage take, give and list them. */
export class ContextFiles {
  readonly #runtime: EmulatorRuntime;
  readonly #contexts: Contexts;
  readonly #tags = new ContentTags();
  readonly #listings: FolderListings;

  constructor(runtime: EmulatorRuntime, contexts: Contexts) {
    this.#runtime = runtime;
    this.#contexts = contexts;
    this.#listings = new FolderListings(path.join(runtime.dataDir, 'scratch'));
  }

  /** Where a file of an owner's context is, or would be. */
  addressOf(owner: string, contextId: string, filePath: string): FileAddress {
    this.#contexts.get(owner, contextId);
    return { contextId, file: this.#relative(contextId, filePath) };
  }

  /** Takes a file: it is there whole, or not at all. Gives its entity tag. */
  async put({ contextId, file }: FileAddress, content: Readable): Promise<string> {
    const { dataDir, stop, clock } = this.#runtime;
    const folder = this.#contexts.folder(contextId);
    const placed = partsIn(folder, file).join('/');
    const hash = ContentTags.hash();
    return withScratchFile({ folder: path.join(dataDir, 'scratch') }, async (aside) => {
      await writeStream(content, aside, stop, (chunk) => hash.update(chunk));
      const tag = ContentTags.of(hash);
      const now = clock();
      await aside.handle.utimes(new Date(now), new Date(now));
      // The context may be deleted before it has its turn: then it is refused.
      await this.#contexts.exclusive(contextId, async () => {
        await mkdir(folder, { recursive: true });
        const file = await FolderCursor.use(folder, (folders) => moveIntoPlace(aside, folders, placed));
        if (file === undefined) return;
        this.#contexts.noteArrivals(contextId, [{ file, at: now }]);
        this.#tags.remember(file, tag);
      });
      return tag;
    });
  }

  /** Does something with a file: the one that is there now, whatever comes in its place. */
  async use<T>({ contextId, file }: FileAddress, work: (file: StoredFile) => Promise<T>): Promise<T> {
    const folder = await this.#contexts.sweptFolder(contextId);
    const placed = partsIn(folder, file).join('/');
    const opened = await FolderCursor.use(folder, async (folders) => {
      const parent = await folders.find(parentPath(placed));
      return parent?.file(baseName(placed));
    }).catch(unlessKindMismatch);
    if (opened === undefined) throw new ServiceRefusal('NoSuchKey', 'The specified key does not exist.', 404);
    const { handle, stats } = opened;
    try {
      return await work({
        size: Number(stats.size),
        tag: await this.#tags.of(opened, this.#runtime.stop),
        modified: stats.mtime.toUTCString(),
        read: ({ start, end }) => Readable.from(readRange(handle, start, end)),
      });
    } finally {
      await handle.close();
    }
  }

  /** A page of the files and folders in a folder of a context, and how many there are in all. */
  async list(owner: string, contextId: string, folder: string, page: Page): Promise<FilePage> {
    this.#contexts.get(owner, contextId);
    const root = await this.#contexts.sweptFolder(contextId);
    const isRoot = folder.split('/').every((part) => part === '' || part === '.');
    const at = isRoot ? '' : this.#relative(contextId, folder);
    const listed = await FolderCursor.use(root, async (folders) => {
      const listing = await folders.find(at);
      if (listing === undefined) return undefined;
      const entries = await this.#listings.of(listing, `${contextId}/${at}`);
      const files: ContextFile[] = [];
      // One by one: others want to look at files, too.
      for (const entry of entries.slice(page.start, page.start + page.size)) {
        files.push(...(await fileDataOf(listing, entry, at)));
      }
      return { files, totalCount: entries.length };
    }).catch(unlessKindMismatch);
    return listed ?? { files: [], totalCount: 0 };
  }

  async delete(owner: string, contextId: string, filePath: string): Promise<void> {
    this.#contexts.get(owner, contextId);
    await this.#contexts.exclusive(contextId, async (folder) => {
      const placed = this.#relative(contextId, filePath);
      const found = await FolderCursor.use(folder, async (folders) => {
        const parent = await folders.find(parentPath(placed));
        return parent?.stat(baseName(placed));
      }).catch(unlessKindMismatch);
      if (found === undefined)
        throw new ServiceRefusal('File.NotFound', `There is no file ${JSON.stringify(filePath)}.`);
      if (found.isSymbolicLink()) throw linkRefusal(placed);
      await removeFolder(path.join(folder, placed));
    });
  }

  /** The path of a file in the context: one that is there, or one as sandboxes say it. */
  #relative(contextId: string, filePath: string): string {
    const root = this.#contexts.folder(contextId);
    const literal = resolveFilePath(root, filePath);
    const place = existsSync(literal) ? literal : resolvePath(root, filePath);
    return path.relative(root, place).split(path.sep).join('/');
  }
}

/** The parts of the path of a file in a folder: one that leads out of it is refused. */
const partsIn = (folder: string, file: string): readonly string[] =>
  path.relative(folder, resolveFilePath(folder, file)).split(path.sep);

/** Takes for nothing what is not there, or is something else. */
const unlessKindMismatch = (error: unknown): undefined => {
  if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
};

const fileDataOf = async (folder: OpenFolder, { name }: FolderEntry, at: string): Promise<readonly ContextFile[]> => {
  // It may be gone since it was listed.
  const found = await folder.stat(name);
  if (found === undefined) return [];
  const filePath = at === '' ? `/${name}` : `/${at}/${name}`;
  const file: ContextFile = {
    fileId: createHash('sha256').update(systemPath(filePath)).digest('hex').slice(0, 32),
    fileName: asText(name),
    filePath: asText(filePath),
    fileType: found.isDirectory() ? 'folder' : 'file',
    gmtCreate: found.birthtime.toISOString(),
    gmtModified: found.mtime.toISOString(),
    size: found.isDirectory() ? 0 : Number(found.size),
    status: 'available',
  };
  return [file];
};

/** What of a name is no text is told as what it is not. */
const asText = (name: string): string => Buffer.from(name).toString();
