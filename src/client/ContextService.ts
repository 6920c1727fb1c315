import type { Observable } from 'rxjs';
import type { AbortOptions } from '../adapters/AbortOptions.js';
import { iterable, type IterableObservable } from '../adapters/eachValueFrom.js';
import { promised } from '../adapters/promised.js';
import { clearPlan, type ClearOptions, type ClearResult, type ClearSnapshot } from '../model/contexts/ClearOptions.js';
import type { ContextListResult, ContextResult, ContextStateResult, DoneResult } from '../model/contexts/Context.js';
import type { FileListResult, FileResult, FileUrlResult } from '../model/files/ContextFile.js';
import { downloadPlan, uploadPlan, type DownloadOptions, type UploadOptions } from '../model/files/TransferOptions.js';
import type { TransferResult, TransferSnapshot } from '../model/files/TransferSnapshot.js';
import { flag, nonBlank, withDefault } from '../model/options/rules.js';
import { success } from '../model/results/Result.js';
import type { FileRef } from '../protocol/operations.js';
import { download, upload } from '../protocol/transfer/transfer.js';
import { clearContext, clearDefaults, notCleared } from '../streams/operations/clearContext.js';
import { listAll, listItems } from '../streams/operations/lists.js';
import { abortUnlessWhole, notTransferred, transferFile } from '../streams/operations/transferFile.js';
import { validated } from '../streams/validated.js';
import { callOperation, done } from './callOperation.js';
import {
  contextPages,
  contextQuery,
  contextRef,
  type GetContextOptions,
  type UpdateContextOptions,
} from './ContextOptions.js';
import { filePages, fileRef, type DownloadPromise, type DownloadStream, type ListFilesOptions } from './FileOptions.js';
import type { ListOptions } from './ListOptions.js';
import type { RequestOptions } from '../model/options/RequestOptions.js';
import type { ServiceClient } from './ServiceClient.js';

/**
 * The contexts of an account, and their files, without a session: a client's `context`. The path of a file is the one that it has
 * in the sessions that mount the context, as the services' documents have it.
 *
 * @example
 * ```ts
 * import { AGB, unwrap } from 'rx-context-sync';
 *
 * const { context } = new AGB();
 * const made = unwrap(await context.get('my-data', { create: true }));
 * await context.uploadFile(made.context.id, '/home/my-data/notes.txt', new Blob(['hello']));
 * ```
 */
export class ContextService {
  readonly #service: ServiceClient;

  /** @internal */
  constructor(service: ServiceClient) {
    this.#service = service;
  }

  /**
   * Finds a context by its name, or makes it; or finds it by its id.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const agb = new AGB();
   * agb.context.get$('my-data', { create: true }).subscribe((found) => {
   *   console.log(found.success ? found.context.id : found.errorMessage);
   * });
   * agb.context.get$({ contextId: 'SdkCtx-1' }).subscribe(({ context }) => console.log(context?.state));
   * ```
   */
  readonly get$ = (
    which: string | { readonly contextId: string },
    options?: GetContextOptions,
  ): Observable<ContextResult> =>
    callOperation(
      this.#service,
      'GetContext',
      { given: options, rules: { create: withDefault(flag, false) } },
      ({ create }) => contextQuery(which, create),
      ({ requestId, data }) => success(requestId, { context: data }),
    );

  /** `get$` as a promise. */
  readonly get = promised(this.get$);

  /**
   * Makes a context of that name; where there is one, gives it.
   *
   * @example
   * ```ts
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { context } = unwrap(await new AGB().context.create('my-data'));
   * console.log(context.id, context.state);
   * ```
   */
  readonly create$ = (name: string, options?: RequestOptions): Observable<ContextResult> =>
    callOperation(
      this.#service,
      'GetContext',
      { given: options },
      () => ({ name: nonBlank('name', name), create: true }),
      ({ requestId, data }) => success(requestId, { context: data }),
    );

  /** `create$` as a promise. */
  readonly create = promised(this.create$);

  /**
   * Lists the contexts of the account, one by one; the next page is asked for when it is wanted. A failure comes last.
   *
   * @example
   * ```ts
   * import { AGB, throwOnFailure } from 'rx-context-sync';
   * import { find, map } from 'rxjs';
   *
   * new AGB().context
   *   .list$()
   *   .pipe(throwOnFailure(), map(({ context }) => context), find(({ state }) => state === 'available'))
   *   .subscribe((context) => console.log(context?.name));
   * ```
   */
  readonly list$ = (options?: ListOptions): IterableObservable<ContextResult> =>
    iterable(
      listItems(
        () => contextPages(this.#service, options),
        (context) => ({ context }),
      ),
    );

  /**
   * The contexts of the account as a promise of one list: all of it, or `maxPages` pages.
   *
   * @example
   * ```ts
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { contexts, nextToken } = unwrap(await new AGB().context.list({ maxResults: 50, maxPages: 1 }));
   * console.log(contexts.length, nextToken === '' ? 'that is all' : 'there are more');
   * ```
   */
  readonly list = promised((options?: ListOptions): Observable<ContextListResult> =>
    listAll(
      () => contextPages(this.#service, options),
      (contexts, { nextToken, totalCount }) => ({ contexts, nextToken, totalCount }),
    ),
  );

  /**
   * Gives a context another name.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const renamed = await new AGB().context.update('SdkCtx-1', { name: 'my-old-data' });
   * if (!renamed.success) console.error(renamed.errorMessage);
   * ```
   */
  readonly update$ = (contextId: string, options: UpdateContextOptions): Observable<DoneResult> =>
    callOperation(
      this.#service,
      'ModifyContext',
      { given: options, rules: { name: nonBlank } },
      ({ name }) => ({ ...contextRef(contextId), name }),
      done,
    );

  /** `update$` as a promise. */
  readonly update = promised(this.update$);

  /**
   * Deletes a context, with all that it holds.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const deleted = await new AGB().context.delete('SdkCtx-1');
   * if (!deleted.success) console.error(deleted.errorMessage);
   * ```
   */
  readonly delete$ = (contextId: string, options?: RequestOptions): Observable<DoneResult> =>
    callOperation(this.#service, 'DeleteContext', { given: options }, () => contextRef(contextId), done);

  /** `delete$` as a promise. */
  readonly delete = promised(this.delete$);

  /**
   * Deletes all that a context holds: a snapshot for each poll of its state, until it is `available` again; by default each
   * 2 s, for 60 s. Where it was never seen in another state, `settlePolls` says how long it must stay `available`: by default
   * 6 s, for the clearing may only begin late.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * new AGB().context.clear$('SdkCtx-1').subscribe(({ state, done, errorMessage }) => {
   *   console.log(state, done, errorMessage);
   * });
   * ```
   */
  readonly clear$ = (contextId: string, options?: ClearOptions): IterableObservable<ClearSnapshot> =>
    iterable(
      validated(
        () => ({
          context: contextRef(contextId),
          plan: clearPlan(options, clearDefaults, this.#service),
        }),
        ({ context, plan }) => {
          const { call, monotonicNow } = this.#service;
          const transport = {
            clear: call('ClearContext', context, plan.requestTimeout),
            readState: call('GetContext', context, plan.requestTimeout),
            monotonicNow,
          };
          return clearContext(transport, plan);
        },
        notCleared,
      ),
    );

  /** `clear$` as a promise of its result. */
  readonly clear: (contextId: string, options?: ClearOptions & AbortOptions) => Promise<ClearResult> = promised(
    this.clear$,
  );

  /**
   * Reads the state of a context once.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const { state, errorMessage } = await new AGB().context.clearStatus('SdkCtx-1');
   * console.log(state ?? errorMessage);
   * ```
   */
  readonly clearStatus$ = (contextId: string, options?: RequestOptions): Observable<ContextStateResult> =>
    callOperation(
      this.#service,
      'GetContext',
      { given: options },
      () => contextRef(contextId),
      ({ requestId, data }) => success(requestId, { state: data.state }),
    );

  /** `clearStatus$` as a promise. */
  readonly clearStatus = promised(this.clearStatus$);

  // The files of contexts, without a session.

  /**
   * A presigned URL that takes the file by an HTTP PUT, until it expires.
   *
   * @example
   * ```ts
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { url } = unwrap(await new AGB().context.fileUploadUrl('SdkCtx-1', '/notes.txt'));
   * await fetch(url, { method: 'PUT', body: 'hello' });
   * ```
   */
  readonly fileUploadUrl$ = (
    contextId: string,
    filePath: string,
    options?: RequestOptions,
  ): Observable<FileUrlResult> => this.#urlOf('GetContextFileUploadUrl', contextId, filePath, options);

  /** `fileUploadUrl$` as a promise. */
  readonly fileUploadUrl = promised(this.fileUploadUrl$);

  /**
   * A presigned URL that gives the file by an HTTP GET, until it expires.
   *
   * @example
   * ```ts
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { url } = unwrap(await new AGB().context.fileDownloadUrl('SdkCtx-1', '/notes.txt'));
   * console.log(await (await fetch(url)).text());
   * ```
   */
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
  ): IterableObservable<FileResult> =>
    iterable(
      listItems(
        () => filePages(this.#service, contextId, parentFolderPath, options),
        (file) => ({ file }),
      ),
    );

  /** The files of a folder as a promise of one list: all of it, or `maxPages` pages. */
  readonly listFiles = promised(
    (contextId: string, parentFolderPath: string, options?: ListFilesOptions): Observable<FileListResult> =>
      listAll(
        () => filePages(this.#service, contextId, parentFolderPath, options),
        (files, { totalCount }) => ({ files, totalCount }),
      ),
  );

  /**
   * Deletes a file.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const deleted = await new AGB().context.deleteFile('SdkCtx-1', '/notes.txt');
   * if (!deleted.success) console.error(deleted.errorMessage);
   * ```
   */
  readonly deleteFile$ = (contextId: string, filePath: string, options?: RequestOptions): Observable<DoneResult> =>
    callOperation(this.#service, 'DeleteContextFile', { given: options }, () => fileRef(contextId, filePath), done);

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
  ): IterableObservable<TransferSnapshot> =>
    iterable(
      validated(
        () => ({
          file: fileRef(contextId, filePath),
          plan: uploadPlan(content, options, this.#service.requestTimeout),
        }),
        ({ file, plan }) => {
          const transport = {
            operation: 'uploadFile',
            locate: this.#service.call('GetContextFileUploadUrl', file, plan.requestTimeout),
            transfer: (url: string) => upload(url, plan.content),
          };
          return transferFile(transport, plan.timeout, () => ({}));
        },
        notTransferred,
      ),
    );

  /** `uploadFile$` as a promise of its result. */
  // Not inferred: TypeScript would write a `Uint8Array<...>` of its own, which those before 5.7 cannot read.
  readonly uploadFile: (
    contextId: string,
    filePath: string,
    content: Blob | ReadableStream<Uint8Array>,
    options?: UploadOptions & AbortOptions,
  ) => Promise<TransferResult> = promised(this.uploadFile$);

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
    iterable(
      validated<DownloadRequest, TransferSnapshot<{ blob: Blob | undefined }>>(
        () => ({ file: fileRef(contextId, filePath), plan: downloadPlan(options, this.#service.requestTimeout) }),
        ({ file, plan }) => {
          const transport = {
            operation: 'downloadFile',
            locate: this.#service.call('GetContextFileDownloadUrl', file, plan.requestTimeout),
            transfer: (url: string) => download(url, plan.to),
          };
          return transferFile(transport, plan.timeout, ({ blob }) => ({ blob }));
        },
        notTransferred,
      ).pipe(abortUnlessWhole(options)),
    )) as DownloadStream;

  /** `downloadFile$` as a promise of its result. */
  readonly downloadFile = promised(this.downloadFile$) as DownloadPromise;

  #urlOf(
    operation: 'GetContextFileUploadUrl' | 'GetContextFileDownloadUrl',
    contextId: string,
    filePath: string,
    options: RequestOptions | undefined,
  ): Observable<FileUrlResult> {
    return callOperation(
      this.#service,
      operation,
      { given: options },
      () => fileRef(contextId, filePath),
      ({ requestId, data }) => success(requestId, data),
    );
  }
}

interface DownloadRequest {
  readonly file: FileRef;
  readonly plan: ReturnType<typeof downloadPlan>;
}
