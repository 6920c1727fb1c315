import type { Observable } from 'rxjs';
import { knownOptions, milliseconds } from '../model/check.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import { fileContent } from '../model/FileContent.js';
import { failure } from '../model/Result.js';
import type { DownloadOptions, TransferOptions, UploadOptions } from '../model/TransferOptions.js';
import type { TransferSnapshot } from '../model/TransferSnapshot.js';
import type { FileRef } from '../protocol/operations.js';
import { download, upload } from '../protocol/transfer.js';
import { planned } from '../streams/planned.js';
import { transferring } from '../streams/transferring.js';
import type { Remote } from './Remote.js';
import { checkedTimeout } from './RequestOptions.js';

/** Sends a file, from its arguments to its result. */
export const uploaded = (
  remote: Remote,
  file: () => FileRef,
  content: Blob | ReadableStream<Uint8Array>,
  given: UploadOptions | undefined,
): Observable<TransferSnapshot> =>
  planned(
    () => {
      const options = knownOptions(given, ['size', 'contentType', ...transferOptions]);
      return {
        file: file(),
        content: fileContent(content, options.size, options.contentType),
        ...checkedTimeouts(options, remote),
      };
    },
    (plan) =>
      transferring(
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
  remote: Remote,
  file: () => FileRef,
  given: DownloadOptions | undefined,
): Observable<TransferSnapshot<{ blob: Blob | undefined }>> =>
  planned(
    () => {
      const options = knownOptions(given, ['to', ...transferOptions]);
      return { file: file(), to: checkedSink(options.to), ...checkedTimeouts(options, remote) };
    },
    (plan) =>
      transferring(
        {
          operation: 'downloadFile',
          locate: remote.call('GetContextFileDownloadUrl', plan.file, plan.requestTimeout),
          transfer: (url) => download(url, plan.to),
        },
        plan.timeout,
        ({ blob }) => ({ blob }),
      ),
    notTransferred,
  );

const transferOptions = ['timeout', 'requestTimeout', 'signal'];

// As long as the services' own clients wait for a file, at most (wire-protocol.md, section 6.3).
const checkedTimeouts = (options: TransferOptions, remote: Remote) => ({
  timeout: milliseconds('timeout', options.timeout ?? 300_000, 1),
  requestTimeout: checkedTimeout(options, remote),
});

const checkedSink = (to: unknown): WritableStream<Uint8Array> | undefined => {
  if (to === undefined || to === null) return undefined;
  const isSink = typeof to === 'object' && 'getWriter' in to && 'locked' in to;
  if (!isSink) throw new InvalidRequest('to', 'must be a WritableStream');
  if (to.locked !== false) throw new InvalidRequest('to', 'must be a stream that nobody writes to yet');
  return to as unknown as WritableStream<Uint8Array>;
};

const notTransferred = (error: Parameters<typeof failure>[0]) => ({
  done: true as const,
  loaded: 0,
  total: undefined,
  ...failure(error),
});
