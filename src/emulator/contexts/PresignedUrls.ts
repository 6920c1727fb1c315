import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';

/** How long a presigned URL is good, in seconds. */
const lifetime = 3600;

/** A file of a context, by its path from there. */
export interface FileAddress {
  readonly contextId: string;
  readonly file: string;
}

/** One that comes of a seed is none, but the same each time. */
const secretOf = (seed: number | undefined): string =>
  seed === undefined ? randomBytes(32).toString('hex') : createHash('sha256').update(`urls ${seed}`).digest('hex');

/** The presigned URLs that take and give files of contexts. */
export class PresignedUrls {
  readonly #runtime: EmulatorRuntime;
  readonly #secret: string;

  constructor(runtime: EmulatorRuntime) {
    this.#runtime = runtime;
    // Kept, so that a URL outlives the emulator that gave it.
    const secrets = runtime.state.store<string>('secrets');
    const kept = secrets.get('urls');
    this.#secret = kept ?? secretOf(runtime.idSeed);
    if (kept === undefined) secrets.save('urls', this.#secret);
  }

  /** A URL that takes or gives a file, below that of the emulator, until it expires, in Unix seconds. */
  sign(method: 'GET' | 'PUT', { contextId, file }: FileAddress, baseUrl: string): { url: string; expireTime: number } {
    const expireTime = Math.floor(this.#runtime.clock() / 1000) + lifetime;
    const url = new URL(`/files/${contextId}/${file.split('/').map(encodeURIComponent).join('/')}`, baseUrl);
    url.searchParams.set('Expires', String(expireTime));
    url.searchParams.set('Signature', this.#signature(method, url.pathname, String(expireTime)));
    return { url: url.href, expireTime };
  }

  /** The file that a request to a presigned URL is about. */
  verify(method: string, pathname: string, query: URLSearchParams): FileAddress {
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

  #signature(method: string, pathname: string, expires: string): string {
    return createHmac('sha256', this.#secret).update(`${method} ${pathname} ${expires}`).digest('hex');
  }
}
