import type { Observable } from 'rxjs';
import { promised } from '../adapters/promised.js';
import type { AbortOptions } from '../adapters/AbortOptions.js';
import { nonBlank, verbatimText } from '../model/options/rules.js';
import type { DoneResult } from '../model/contexts/Context.js';
import type { FileListResult, FileResult, FileUrlResult } from '../model/files/ContextFile.js';
import { success } from '../model/results/Result.js';
import { downloadPlan, uploadPlan, type DownloadOptions, type UploadOptions } from '../model/files/TransferOptions.js';
import type { TransferResult, TransferSnapshot } from '../model/files/TransferSnapshot.js';
import type { FileRef } from '../protocol/operations.js';
import { download, upload } from '../protocol/transfer/transfer.js';
import { abortUnlessWhole, notTransferred, transferFile } from '../streams/operations/transferFile.js';
import { validated } from '../streams/validated.js';
import { callOperation } from './callOperation.js';
import { filePages, type ListFilesOptions } from './FileOptions.js';
import { listAll, listItems } from '../streams/operations/lists.js';
import type { ServiceClient } from './ServiceClient.js';
import type { RequestOptions } from './RequestOptions.js';

/**
 * The files of contexts, without a session: a part of a client's `context`. The path of a file is the one that it has in the
 * sessions that mount the context, as the services' documents have it.
 */
export abstract class ContextFiles {
  readonly #client: ServiceClient;

  /** @internal */
  protected constructor(client: ServiceClient) {
    this.#client = client;
  }

  /** A presigned URL that takes the file by an HTTP PUT, until it expires. */
  readonly fileUploadUrl$ = (
    contextId: string,
    filePath: string,
    options?: RequestOptions,
  ): Observable<FileUrlResult> => this.#urlOf('GetContextFileUploadUrl', contextId, filePath, options);

  /** `fileUploadUrl$` as a promise. */
  readonly fileUploadUrl = promised(this.fileUploadUrl$);

  /** A presigned URL that gives the file by an HTTP GET, until it expires. */
  readonly fileDownloadUrl$ = (
    contextId: string,
    filePath: string,
    options?: RequestOptions,
  ): Observable<FileUrlResult> => this.#urlOf('GetContextFileDownloadUrl', contextId, filePath, options);

  /** `fileDownloadUrl$` as a promise. */
  readonly fileDownloadUrl = promised(this.fileDownloadUrl$);

  /**
   * Lists the files of a folder, one by one; the next page is asked for when it is wanted. A failure comes last.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * new AGB().context.listFiles$('SdkCtx-1', '/').subscribe(({ file, errorMessage }) => {
   *   console.log(file ? `${file.filePath} (${file.size} bytes)` : errorMessage);
   * });
   * ```
   */
  readonly listFiles$ = (
    contextId: string,
    parentFolderPath: string,
    options?: ListFilesOptions,
  ): Observable<FileResult> =>
    listItems(
      () => filePages(this.#client, contextId, parentFolderPath, options),
      (file) => ({ file }),
    );

  /** The files of a folder as a promise of one list: all of it, or `maxPages` pages. */
  readonly listFiles = promised(
    (contextId: string, parentFolderPath: string, options?: ListFilesOptions): Observable<FileListResult> =>
      listAll(
        () => filePages(this.#client, contextId, parentFolderPath, options),
        (files, { totalCount }) => ({ files, totalCount }),
      ),
  );

  /** Deletes a file. */
  readonly deleteFile$ = (contextId: string, filePath: string, options?: RequestOptions): Observable<DoneResult> =>
    callOperation(
      this.#client,
      'DeleteContextFile',
      { given: options },
      () => fileRef(contextId, filePath),
      ({ requestId }) => success(requestId, {}),
    );

  /** `deleteFile$` as a promise. */
  readonly deleteFile = promised(this.deleteFile$);

  /**
   * Sends a file to a context: a snapshot for each part of it, the last one once the storage took it whole. Browsers tell
   * no progress of what they send: there, the bytes count as they are read.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * new AGB().context.uploadFile$('SdkCtx-1', '/home/my-data/notes.txt', new Blob(['hello'])).subscribe(({ loaded, total, done }) => {
   *   console.log(`${loaded} of ${total} bytes`, done);
   * });
   * ```
   */
  readonly uploadFile$ = (
    contextId: string,
    filePath: string,
    content: Blob | ReadableStream<Uint8Array>,
    options?: UploadOptions,
  ): Observable<TransferSnapshot> =>
    validated(
      () => ({
        file: fileRef(contextId, filePath),
        plan: uploadPlan(content, options, this.#client.requestTimeout),
      }),
      ({ file, plan }) => {
        const transport = {
          operation: 'uploadFile',
          locate: this.#client.call('GetContextFileUploadUrl', file, plan.requestTimeout),
          transfer: (url: string) => upload(url, plan.content),
        };
        return transferFile(transport, plan.timeout, () => ({}));
      },
      notTransferred,
    );

  /** `uploadFile$` as a promise of its result. */
  readonly uploadFile = promised(this.uploadFile$);

  /**
   * Fetches a file of a context: into a Blob, or into the stream that `to` names. A snapshot for each part of it, the last
   * one once it is whole. In Node it is asked for uncompressed, and is a `BadAnswer` where it comes compressed all the same: what
   * is cut inside its compression looks whole. Browsers ask for compression by themselves: there a storage that compresses files
   * could cut them unnoticed, and so could one, anywhere, that neither tells a length nor sends in chunks.
   *
   * @example
   * ```ts
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { context } = new AGB();
   * const { blob } = unwrap(await context.downloadFile('SdkCtx-1', '/notes.txt'));
   * console.log(await blob.text());
   *
   * const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
   * context.downloadFile$('SdkCtx-1', '/film.mp4', { to: writable }).subscribe();
   * for await (const chunk of readable) console.log(chunk.byteLength);
   * ```
   */
  readonly downloadFile$: DownloadStream = ((contextId: string, filePath: string, options?: DownloadOptions) =>
    validated<DownloadRequest, TransferSnapshot<{ blob: Blob | undefined }>>(
      () => ({ file: fileRef(contextId, filePath), plan: downloadPlan(options, this.#client.requestTimeout) }),
      ({ file, plan }) => {
        const transport = {
          operation: 'downloadFile',
          locate: this.#client.call('GetContextFileDownloadUrl', file, plan.requestTimeout),
          transfer: (url: string) => download(url, plan.to),
        };
        return transferFile(transport, plan.timeout, ({ blob }) => ({ blob }));
      },
      notTransferred,
    ).pipe(abortUnlessWhole(options))) as DownloadStream;

  /** `downloadFile$` as a promise of its result. */
  readonly downloadFile = promised(this.downloadFile$) as DownloadPromise;

  #urlOf(
    operation: 'GetContextFileUploadUrl' | 'GetContextFileDownloadUrl',
    contextId: string,
    filePath: string,
    options: RequestOptions | undefined,
  ): Observable<FileUrlResult> {
    return callOperation(
      this.#client,
      operation,
      { given: options },
      () => fileRef(contextId, filePath),
      ({ requestId, data }) => success(requestId, data),
    );
  }
}

/** The two ways to fetch a file. */
export interface DownloadStream {
  /** Writes it to a stream. */
  (
    contextId: string,
    filePath: string,
    options: DownloadOptions & { readonly to: WritableStream<Uint8Array> },
  ): Observable<TransferSnapshot>;
  /** Gives it as a Blob. */
  (
    contextId: string,
    filePath: string,
    options?: DownloadOptions & { readonly to?: undefined },
  ): Observable<TransferSnapshot<{ blob: Blob }>>;
  /** The one or the other. */
  (
    contextId: string,
    filePath: string,
    options?: DownloadOptions,
  ): Observable<TransferSnapshot<{ blob: Blob | undefined }>>;
}

/** The same two, as promises. */
export interface DownloadPromise {
  /** Writes it to a stream; settles when that is closed. */
  (
    contextId: string,
    filePath: string,
    options: DownloadOptions & AbortOptions & { readonly to: WritableStream<Uint8Array> },
  ): Promise<TransferResult>;
  /** Gives it as a Blob. */
  (
    contextId: string,
    filePath: string,
    options?: DownloadOptions & AbortOptions & { readonly to?: undefined },
  ): Promise<TransferResult<{ blob: Blob }>>;
  /** The one or the other. */
  (
    contextId: string,
    filePath: string,
    options?: DownloadOptions & AbortOptions,
  ): Promise<TransferResult<{ blob: Blob | undefined }>>;
}

interface DownloadRequest {
  readonly file: FileRef;
  readonly plan: ReturnType<typeof downloadPlan>;
}

const fileRef = (contextId: string, filePath: string): FileRef => ({
  contextId: nonBlank('contextId', contextId),
  filePath: verbatimText('filePath', filePath),
});
