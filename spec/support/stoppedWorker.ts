import { onTestFinished } from 'vitest';
import { AGB } from '../../src/index.js';
import { syncWorker, type SyncWorkerOptions } from '../../src/bullmq/index.js';
import { Gate } from './Gate.js';
import { newFolder } from './newFolder.js';
import { redisTap, serviceTap } from './taps.js';

/** What a worker is stopped with. */
export interface StoppedWorker {
  readonly options: Omit<SyncWorkerOptions, 'connection'>;
  readonly redis: string;
  readonly service: string;
  /** Before which of its commands and requests it is stopped. */
  readonly isTooFar: (message: string) => boolean;
}

/** A worker whose commands and requests end at one of them, until its gate is opened. */
export const stoppedWorker = async ({ options, redis, service, isTooFar }: StoppedWorker) => {
  const gate = new Gate(isTooFar);
  const folder = await newFolder();
  const [toRedis, toService] = await Promise.all([redisTap(redis, gate, folder), serviceTap(service, gate)]);
  const client = new AGB({ apiKey: 'any-key', endpoint: toService.url });
  const worker = syncWorker(client, {
    ...options,
    connection: { url: toRedis.url },
    // It may have lost its locks when it comes back, and has the last ones that it got until then.
    lockDuration: 3000,
    onWarning: () => undefined,
  });
  const close = async (): Promise<void> => {
    gate.open();
    await worker.close();
    await Promise.all([toRedis.close(), toService.close()]);
  };
  onTestFinished(close);
  return { gate, close };
};
