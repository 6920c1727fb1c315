import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ContextFile } from '../../model/files/ContextFile.js';
import type { Contexts } from './Contexts.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { systemPath } from '../files/fileNames.js';
import { FolderCursor } from '../files/FolderCursor.js';
import { resolveFilePath, resolvePath, linkRefusal } from '../files/resolvePath.js';
import type { FolderEntry, OpenFolder } from '../files/OpenFolder.js';
import { parentPath, baseName } from '../files/paths.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { removeFolder } from '../files/removeFolder.js';
import { moveIntoPlace, withScratchFile, writeStream } from '../files/scratchFile.js';

/** How long a presigned URL is good, in seconds. */
const lifetime = 3600;

type Method = 'GET' | 'PUT';

/** A file of a context. */
export interface PlacedFile {
  readonly contextId: string;
  readonly file: string;
}

/** The files of contexts, and the presigned URLs that take and give them. */
export class ContextFileUrls {
  readonly #runtime: EmulatorRuntime;
  readonly #contexts: Contexts;
  readonly #secret: string;
  #baseUrl = '';

  constructor(runtime: EmulatorRuntime, contexts: Contexts) {
    this.#runtime = runtime;
    this.#contexts = contexts;
    // Kept, so that a URL outlives the emulator that gave it.
    const secrets = runtime.state.store<string>('secrets');
    const kept = secrets.get('urls');
    this.#secret = kept ?? randomBytes(32).toString('hex');
    if (kept === undefined) secrets.save('urls', this.#secret);
  }

  get baseUrl(): string {
    return this.#baseUrl;
  }

  /** Where the emulator listens: known once it does. */
  set baseUrl(url: string) {
    this.#baseUrl = url;
  }

  /** A URL that takes or gives a file, until it expires. It names no host that a request said. */
  urlOf(owner: string, method: Method, contextId: string, filePath: string): { url: string; expireTime: number } {
    this.#contexts.get(owner, contextId);
    const file = this.#relative(contextId, filePath);
    const expires = Math.floor(this.#runtime.clock() / 1000) + lifetime;
    const url = new URL(`/files/${contextId}/${file.split('/').map(encodeURIComponent).join('/')}`, this.#baseUrl);
    url.searchParams.set('Expires', String(expires));
    url.searchParams.set('Signature', this.#signature(method, url.pathname, String(expires)));
    return { url: url.href, expireTime: expires };
  }

  /** The file that a request to a presigned URL is about. */
  fileOf(method: string, pathname: string, query: URLSearchParams): PlacedFile {
    const expires = query.get('Expires') ?? '';
    const given = Buffer.from(query.get('Signature') ?? '');
    const right = Buffer.from(this.#signature(method, pathname, expires));
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      throw new ServiceRefusal('SignatureDoesNotMatch', 'The signature is not that of this request.', 403);
    }
    if (Number(expires) * 1000 < this.#runtime.clock()) {
      throw new ServiceRefusal('AccessDenied', 'Request has expired.', 403);
    }
    const [contextId = '', ...file] = pathname.slice('/files/'.length).split('/').map(decodeURIComponent);
    return { contextId, file: file.join('/') };
  }

  /** Takes a file: it is there whole, or not at all. */
  async put({ contextId, file }: PlacedFile, content: Readable): Promise<void> {
    const { dataDir, stop, clock } = this.#runtime;
    const folder = this.#contexts.folder(contextId);
    const placed = partsIn(folder, file).join('/');
    await withScratchFile({ folder: path.join(dataDir, 'scratch') }, async (aside) => {
      await writeStream(content, aside, stop);
      const now = clock();
      await aside.handle.utimes(new Date(now), new Date(now));
      // The context may be deleted before it has its turn: then it is refused.
      await this.#contexts.exclusive(contextId, async () => {
        await mkdir(folder, { recursive: true });
        const file = await FolderCursor.use(folder, (folders) => moveIntoPlace(aside, folders, placed));
        if (file !== undefined) this.#contexts.noteArrivals(contextId, [{ file, at: now }]);
      });
    });
  }

  /** Gives a file, and how long it is: both of the one that is there now, whatever comes in its place. */
  async open({ contextId, file }: PlacedFile): Promise<{ size: number; content: Readable }> {
    const folder = await this.#contexts.sweptFolder(contextId);
    const placed = partsIn(folder, file).join('/');
    const opened = await FolderCursor.use(folder, async (folders) => {
      const parent = await folders.find(parentPath(placed));
      return parent?.file(baseName(placed));
    }).catch(unlessOther);
    if (opened === undefined) throw new ServiceRefusal('NoSuchKey', 'The specified key does not exist.', 404);
    const size = Number(opened.stats.size);
    if (size > 0) return { size, content: opened.handle.createReadStream({ end: size - 1 }) };
    await opened.handle.close();
    return { size, content: Readable.from([]) };
  }

  /** The files and folders in a folder of a context. */
  async list(owner: string, contextId: string, folder: string): Promise<readonly ContextFile[]> {
    this.#contexts.get(owner, contextId);
    const root = await this.#contexts.sweptFolder(contextId);
    const isRoot = folder.split('/').every((part) => part === '' || part === '.');
    const at = isRoot ? '' : this.#relative(contextId, folder);
    const listed = await FolderCursor.use(root, async (folders) => {
      const listing = await folders.find(at);
      if (listing === undefined) return [];
      const entries = await listing.list();
      return Promise.all(entries.map((entry) => factsOf(listing, entry, at)));
    }).catch(unlessOther);
    return (listed ?? []).flat();
  }

  async delete(owner: string, contextId: string, filePath: string): Promise<void> {
    this.#contexts.get(owner, contextId);
    await this.#contexts.exclusive(contextId, async (folder) => {
      const placed = this.#relative(contextId, filePath);
      const found = await FolderCursor.use(folder, async (folders) => {
        const parent = await folders.find(parentPath(placed));
        return parent?.stat(baseName(placed));
      }).catch(unlessOther);
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

  #signature(method: string, pathname: string, expires: string): string {
    return createHmac('sha256', this.#secret).update(`${method} ${pathname} ${expires}`).digest('hex');
  }
}

/** The parts of the path of a file in a folder: one that leads out of it is refused. */
const partsIn = (folder: string, file: string): readonly string[] =>
  path.relative(folder, resolveFilePath(folder, file)).split(path.sep);

/** Takes for nothing what is not there, or is something else. */
const unlessOther = (error: unknown): undefined => {
  if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
};

const factsOf = async (
  folder: OpenFolder,
  { name, kind }: FolderEntry,
  at: string,
): Promise<readonly ContextFile[]> => {
  // It may be gone since it was listed.
  const found = kind === 'other' ? undefined : await folder.stat(name);
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
