import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { nodeAbortController } from '../concurrency/nodeAbortController.js';
import type { ArrivedFile } from '../contexts/ArrivalTimes.js';
import { callAtOnce } from '../files/systemCalls.js';
import { EntryLog } from '../state/EntryLog.js';
import { errorReason } from './FileErrors.js';
import { runSync } from './runSync.js';
import { syncFiles } from './syncFiles.js';
import type { KeptEntry } from './SyncManifest.js';
import type { FromThread, ThreadedJob, ToThread } from './threadMessages.js';

/** After how long it looks for what it was told meanwhile, in ms. */
const longestTurn = 20;

/** A thread in which trees of files are synced: it may stand still for as long as the disk takes. */
const serve = (port: NonNullable<typeof parentPort>): void => {
  callAtOnce();
  const running = new Map<number, AbortController>();
  const tell = (message: FromThread): void => {
    port.postMessage(message);
  };
  let lastTurn = performance.now();
  const giveWay = async (): Promise<void> => {
    if (performance.now() - lastTurn < longestTurn) return;
    await setImmediate();
    lastTurn = performance.now();
  };
  const run = (number: number, { scratch, manifest, ...job }: ThreadedJob): Promise<void> => {
    const log = new EntryLog<KeptEntry>(manifest);
    const onArrivals = (arrivals: readonly { readonly file: ArrivedFile }[]): void => {
      const arrived = arrivals.map(({ file: { size, mtimeNs, ctimeNs, ctimeMs, ino } }) => ({
        ...{ size, mtimeNs, ctimeNs, ctimeMs, ino },
      }));
      if (arrived.length > 0) tell({ number, arrived });
    };
    const stopping = nodeAbortController();
    running.set(number, stopping);
    const threaded = { folder: scratch, signal: stopping.signal, clock: Date.now };
    return runSync({ ...job, scratch: threaded, onArrivals, onLooked: giveWay }, log, syncFiles);
  };
  port.on('message', (message: ToThread) => {
    if ('stop' in message) {
      running.get(message.stop)?.abort();
      return;
    }
    const { number, job } = message;
    const forgotten = (): void => void running.delete(number);
    run(number, job)
      .finally(forgotten)
      .then(
        () => {
          tell({ number, isDone: true });
        },
        (error: unknown) => {
          tell({ number, failed: errorReason(error) });
        },
      );
  });
};

if (parentPort !== null) serve(parentPort);
