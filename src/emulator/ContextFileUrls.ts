import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ContextFile } from '../model/ContextFile.js';
import type { Contexts } from './Contexts.js';
import { unlessGone, writeWhole } from './copyTree.js';
import type { EmulatedWorld } from './EmulatedWorld.js';
import { fileInside, inside, refuseLinks } from './inside.js';
import { Refusal } from './Refusal.js';

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
  readonly #world: EmulatedWorld;
  readonly #contexts: Contexts;
  readonly #secret: string;
  #baseUrl = '';

  constructor(world: EmulatedWorld, contexts: Contexts) {
    this.#world = world;
    this.#contexts = contexts;
    // Kept, so that a URL outlives the emulator that gave it.
    const secrets = world.state.store<string>('secrets');
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
    const expires = Math.floor(this.#world.clock() / 1000) + lifetime;
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
      throw new Refusal('SignatureDoesNotMatch', 'The signature is not that of this request.', 403);
    }
    if (Number(expires) * 1000 < this.#world.clock()) {
      throw new Refusal('AccessDenied', 'Request has expired.', 403);
    }
    const [contextId = '', ...file] = pathname.slice('/files/'.length).split('/').map(decodeURIComponent);
    return { contextId, file: file.join('/') };
  }

  /** Takes a file: it is there whole, or not at all. */
  async put({ contextId, file }: PlacedFile, content: Readable): Promise<void> {
    const { dataDir, stop, clock } = this.#world;
    const folder = this.#contexts.folder(contextId);
    const scratch = { folder: path.join(dataDir, 'scratch'), signal: stop, writtenAt: new Date(clock()) };
    const placed = path.relative(folder, fileInside(folder, file));
    // The context may be deleted before it has its turn: then it is refused.
    await writeWhole(content, folder, placed, scratch, (move) => this.#contexts.alone(contextId, move));
  }

  /** Gives a file, and how long it is: both of the one that is there now, whatever comes in its place. */
  async open({ contextId, file }: PlacedFile): Promise<{ size: number; content: Readable }> {
    const folder = await this.#contexts.swept(contextId);
    const place = fileInside(folder, file);
    refuseLinks(folder, place);
    const opened = await open(place).catch(() => undefined);
    const found = await opened?.stat();
    if (opened === undefined || found?.isFile() !== true) {
      await opened?.close();
      throw new Refusal('NoSuchKey', 'The specified key does not exist.', 404);
    }
    const { size } = found;
    if (size > 0) return { size, content: opened.createReadStream({ end: size - 1 }) };
    await opened.close();
    return { size, content: Readable.from([]) };
  }

  /** The files and folders in a folder of a context. */
  async list(owner: string, contextId: string, folder: string): Promise<readonly ContextFile[]> {
    this.#contexts.get(owner, contextId);
    const root = await this.#contexts.swept(contextId);
    const isRoot = folder.split('/').every((part) => part === '' || part === '.');
    const at = isRoot ? root : path.join(root, this.#relative(contextId, folder));
    refuseLinks(root, at);
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    const listed = await Promise.all(
      entries.map(async (entry) => {
        const place = path.join(at, entry.name);
        // It may be gone since it was listed.
        const found = entry.isFile() || entry.isDirectory() ? await stat(place).catch(unlessGone) : undefined;
        if (found === undefined) return [];
        const { size, mtime, birthtime } = found;
        const filePath = `/${path.relative(root, place).split(path.sep).join('/')}`;
        const file: ContextFile = {
          fileId: createHash('sha256').update(filePath).digest('hex').slice(0, 32),
          fileName: entry.name,
          filePath,
          fileType: entry.isDirectory() ? 'folder' : 'file',
          gmtCreate: birthtime.toISOString(),
          gmtModified: mtime.toISOString(),
          size: entry.isDirectory() ? 0 : size,
          status: 'available',
        };
        return [file];
      }),
    );
    return listed.flat();
  }

  async delete(owner: string, contextId: string, filePath: string): Promise<void> {
    this.#contexts.get(owner, contextId);
    await this.#contexts.alone(contextId, async (folder) => {
      const place = path.join(folder, this.#relative(contextId, filePath));
      refuseLinks(folder, place);
      const found = await stat(place).catch(unlessGone);
      if (found === undefined) throw new Refusal('File.NotFound', `There is no file ${JSON.stringify(filePath)}.`);
      await rm(place, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  /** The path of a file in the context: one that is there, or one as sandboxes say it. */
  #relative(contextId: string, filePath: string): string {
    const root = this.#contexts.folder(contextId);
    const literal = fileInside(root, filePath);
    const place = existsSync(literal) ? literal : inside(root, filePath);
    return path.relative(root, place).split(path.sep).join('/');
  }

  #signature(method: string, pathname: string, expires: string): string {
    return createHmac('sha256', this.#secret).update(`${method} ${pathname} ${expires}`).digest('hex');
  }
}
