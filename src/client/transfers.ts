import { defer, finalize, tap, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { knownOptions, milliseconds } from '../model/options/rules.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import { fileContent } from '../model/files/FileContent.js';
import { failure } from '../model/results/Result.js';
import type { DownloadOptions, TransferOptions, UploadOptions } from '../model/files/TransferOptions.js';
import type { TransferNotSucceeded, TransferSnapshot } from '../model/files/TransferSnapshot.js';
import type { FileRef } from '../protocol/operations.js';
import { download, upload } from '../protocol/transfer/transfer.js';
import { validated } from '../streams/operations/validated.js';
import { transferFile } from '../streams/operations/transferFile.js';
import type { ServiceClient } from './ServiceClient.js';
import { checkedTimeout } from './RequestOptions.js';

/** Sends a file, from its arguments to its result. */
export const uploaded = (
  remote: ServiceClient,
  file: () => FileRef,
  content: Blob | ReadableStream<Uint8Array>,
  given: UploadOptions | undefined,
): Observable<TransferSnapshot> =>
  validated(
    () => {
      const options = knownOptions(given, ['size', 'contentType', ...transferOptions]);
      return {
        file: file(),
        content: fileContent(content, options.size, options.contentType),
        ...checkedTimeouts(options, remote),
      };
    },
    (plan) =>
      transferFile(
        {
          operation: 'uploadFile',
          locate: remote.call('GetContextFileUploadUrl', plan.file, plan.requestTimeout),
          transfer: (url) => upload(url, plan.content),
        },
        plan.timeout,
        () => ({}),
      ),
    notTransferred,
  );

/** Fetches a file, from its arguments to its result. */
export const downloaded = (
  remote: ServiceClient,
  file: () => FileRef,
  given: DownloadOptions | undefined,
): Observable<TransferSnapshot<{ blob: Blob | undefined }>> =>
  validated<DownloadPlan, TransferSnapshot<{ blob: Blob | undefined }>>(
    () => {
      const options = knownOptions(given, ['to', ...transferOptions]);
      return { file: file(), to: checkedSink(options.to), ...checkedTimeouts(options, remote) };
    },
    (plan) =>
      transferFile(
        {
          operation: 'downloadFile',
          locate: remote.call('GetContextFileDownloadUrl', plan.file, plan.requestTimeout),
          transfer: (url) => download(url, plan.to),
        },
        plan.timeout,
        ({ blob }) => ({ blob }),
      ),
    notTransferred,
  ).pipe(abortingUnlessWhole(given));

interface DownloadPlan {
  readonly file: FileRef;
  readonly to: WritableStream<Uint8Array> | undefined;
  readonly timeout: number;
  readonly requestTimeout: number;
}

const transferOptions = ['timeout', 'requestTimeout', 'signal'];

// As long as the services' own clients wait for a file, at most (wire-protocol.md, section 6.3).
const checkedTimeouts = (options: TransferOptions, remote: ServiceClient) => ({
  timeout: milliseconds('timeout', options.timeout ?? 300_000, 1),
  requestTimeout: checkedTimeout(options, remote),
});

const checkedSink = (to: unknown): WritableStream<Uint8Array> | undefined => {
  if (to === undefined || to === null) return undefined;
  if (!isSink(to)) throw new InvalidRequest('to', 'must be a WritableStream');
  if (to.locked) throw new InvalidRequest('to', 'must be a stream that nobody writes to yet');
  return to;
};

const isSink = (to: unknown): to is WritableStream<Uint8Array> =>
  typeof to === 'object' && to !== null && 'getWriter' in to && 'abort' in to;

const notTransferred = (error: ContextError): TransferNotSucceeded & { readonly blob?: undefined } => ({
  done: true,
  loaded: 0,
  total: undefined,
  ...failure(error),
});

// Whoever reads at the other end of the stream must not wait for what will not come. A locked one is aborted by who locked it.
const abortingUnlessWhole =
  <T extends { readonly success: boolean; readonly errorMessage: string }>(
    options: DownloadOptions | undefined,
  ): MonoTypeOperatorFunction<T> =>
  (source) =>
    defer(() => {
      let last: T | undefined;
      return source.pipe(
        tap((snapshot) => (last = snapshot)),
        finalize(() => {
          const to: unknown = options?.to;
          if (last?.success === true || !isSink(to) || to.locked) return;
          to.abort(new Error(last?.errorMessage || 'unsubscribed')).catch(() => undefined);
        }),
      );
    });
