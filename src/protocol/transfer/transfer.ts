import { catchError, throwError, type Observable, type OperatorFunction } from 'rxjs';
import { BadAnswer } from '../../model/errors/BadAnswer.js';
import { isContextError } from '../../model/errors/ContextError.js';
import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { Unavailable } from '../../model/errors/Unavailable.js';
import type { FileContent } from '../../model/files/FileContent.js';
import { abortable } from '../http/abortable.js';
import { httpClient } from '../http/HttpClient.js';
import { networkError } from '../networkError.js';
import { urlRedactor } from '../redact.js';
import { countedStream } from './countedStream.js';
import { storageError } from './storageError.js';

/** How far a transfer is. */
export interface Transferred {
  /** Bytes that went through. */
  readonly loaded: number;
  /** Bytes in all; undefined where nobody says. */
  readonly total: number | undefined;
  /** The storage took, or gave, all of it: nothing comes after this. */
  readonly isWhole: boolean;
  /** What was downloaded, unless it was written elsewhere. */
  readonly blob?: Blob | undefined;
}

/** A presigned URL is its own permission: no key goes along. */
const send = /* @__PURE__ */ httpClient();

/** Sends a file to a presigned URL, which is shown nowhere. */
export const upload = (url: string, { content, size, contentType }: FileContent): Observable<Transferred> =>
  abortable<Transferred>(async (signal, emit) => {
    const total = size;
    const report = (loaded: number): void => {
      emit({ loaded, total, isWhole: false });
    };
    report(0);
    if ('locked' in content && content.locked) {
      throw new InvalidRequest('content', 'must be a stream that nobody reads yet');
    }
    const source = countedStream('getReader' in content ? content : content.stream(), {
      report,
      total,
      signal,
      failed: (error) => new InvalidRequest('content', 'could not be read to its end', error),
    });
    const canStream = isNode();
    // Browsers send streams to few servers, and tell no progress of what is no stream. The type of a Blob would go along as
    // a header that the URL may not be signed for.
    const body = canStream ? source.stream : (await new Response(source.stream).blob()).slice();
    const headers = {
      ...(contentType !== undefined && { 'content-type': contentType }),
      // Many storages take no body of unknown length.
      ...(canStream && total !== undefined && { 'content-length': String(total) }),
    };
    const response = await send({ method: 'PUT', url: new URL(url), headers, body }, signal).catch((error: unknown) => {
      throw source.failure() ?? error;
    });
    if (!response.ok) throw await storageError('uploadFile', response, urlRedactor(url));
    // What the storage says beyond its status is nobody's business.
    void response.body?.cancel().catch(() => undefined);
    if (!source.hasEnded()) throw cutOff('uploadFile');
    return { loaded: source.loaded(), total: source.loaded(), isWhole: true };
  }).pipe(asContextErrors('uploadFile', url));

/**
 * Fetches a file from a presigned URL: into a Blob, or into the stream that is given.
 *
 * A file that was cut inside its compression unpacks without a sign of it, so none is asked for, and none is taken. Browsers
 * ask for compression by themselves, and mostly do not tell what came: there this cannot be known.
 */
export const download = (url: string, to?: WritableStream<Uint8Array>): Observable<Transferred> =>
  abortable<Transferred>(async (signal, emit) => {
    const headers = isNode() ? { 'accept-encoding': 'identity' } : {};
    const response = await send({ method: 'GET', url: new URL(url), headers }, signal);
    // 206 would be a part of it, 204 nothing.
    if (response.status !== 200) throw await storageError('downloadFile', response, urlRedactor(url));
    if (isNode() && isCompressed(response.headers)) throw notIdentity();
    const total = lengthIn(response.headers);
    const report = (loaded: number): void => {
      emit({ loaded, total, isWhole: false });
    };
    report(0);
    const source = countedStream(response.body ?? new Blob([]).stream(), { report, signal, failed: (error) => error });
    const blob = to === undefined ? await new Response(source.stream, typeIn(response.headers)).blob() : undefined;
    if (to !== undefined) {
      await source.stream.pipeTo(to, { signal }).catch((error: unknown) => {
        if (signal.aborted || source.failure() !== undefined) throw error;
        throw new InvalidRequest('to', 'could not be written to its end', error);
      });
    }
    if (total !== undefined && source.loaded() !== total) throw cutOff('downloadFile');
    return { loaded: source.loaded(), total: source.loaded(), isWhole: true, blob };
  }).pipe(asContextErrors('downloadFile', url));

const asContextErrors = <T>(operation: string, url: string): OperatorFunction<T, T> =>
  catchError((thrown: unknown) =>
    throwError(() =>
      isContextError(thrown) ? thrown : networkError(operation, new URL(url).origin, thrown, urlRedactor(url)),
    ),
  );

const cutOff = (operation: string): Unavailable =>
  new Unavailable({ operation, code: '', serviceMessage: 'the file broke off', requestId: '' });

const notIdentity = (): BadAnswer => {
  const expected = 'identity, as was asked for: a compressed file could be cut without a sign of it';
  return new BadAnswer({ operation: 'downloadFile', where: 'content-encoding', expected, requestId: '' });
};

/** Other codings, such as `aws-chunked`, are not undone by anybody on the way. */
const isCompressed = (headers: Headers): boolean =>
  /\b(?:gzip|deflate|br|zstd|compress)\b/i.test(headers.get('content-encoding') ?? '');

// What was compressed on the way has another length than the file.
const lengthIn = (headers: Headers): number | undefined => {
  const length = headers.get('content-length');
  return length === null || isCompressed(headers) ? undefined : Number(length);
};

const typeIn = (headers: Headers): ResponseInit => {
  const type = headers.get('content-type');
  return type === null ? {} : { headers: { 'content-type': type } };
};

const isNode = (): boolean =>
  typeof (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node === 'string';
