import { existsSync } from 'node:fs';
import { fileURLToPath, URL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ArrivedFile } from '../contexts/ArrivalTimes.js';
import type { FromThread, ThreadedJob, ToThread } from './threadMessages.js';

/** Its program, as it is built beside this one. Where all is in one file, or nothing is built, it is not there. */
const builtProgram = fileURLToPath(new URL('./syncThread.js', import.meta.url));

interface Running {
  readonly done: () => void;
  readonly failed: (error: Error) => void;
  readonly arrived: (files: readonly ArrivedFile[]) => void;
}

/** A thread of its own for trees of files, from when it is first needed: whatever they cost, requests are answered meanwhile. */
export class SyncThread {
  static readonly isThere: boolean = existsSync(builtProgram);
  readonly #program: string;
  readonly #running = new Map<number, Running>();
  #worker: Worker | undefined;
  #last = 0;

  constructor(program = builtProgram) {
    this.#program = program;
  }

  /** Syncs files. Rejects with why it could not, or was stopped. */
  run(job: ThreadedJob, arrived: Running['arrived'], signal: AbortSignal): Promise<void> {
    const number = ++this.#last;
    const stop = (): void => {
      this.#worker?.postMessage({ stop: number } satisfies ToThread);
    };
    signal.addEventListener('abort', stop);
    return new Promise<void>((done, failed) => {
      this.#running.set(number, { done, failed, arrived });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ number, job } satisfies ToThread);
    }).finally(() => {
      signal.removeEventListener('abort', stop);
      this.#running.delete(number);
    });
  }

  /** Ends it: nothing must run any more. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#program);
    // What runs in it keeps no process alive: who waits for it does.
    worker.unref();
    const tellArrived = (number: number, files: readonly ArrivedFile[]): void => {
      const running = this.#running.get(number);
      try {
        running?.arrived(files);
      } catch (error) {
        // It cannot be kept: then it is not to go on.
        worker.postMessage({ stop: number } satisfies ToThread);
        running?.failed(error as Error);
      }
    };
    worker.on('message', (message: FromThread) => {
      const running = this.#running.get(message.number);
      if ('arrived' in message) tellArrived(message.number, message.arrived);
      else if ('failed' in message) running?.failed(new Error(message.failed));
      else running?.done();
    });
    const end = (why: string): void => {
      this.#worker = undefined;
      for (const { failed } of this.#running.values()) failed(new Error(why));
    };
    worker.on('error', (error) => {
      end(`The thread for files failed: ${error.message}`);
    });
    worker.on('exit', () => {
      end('The thread for files ended.');
    });
    return worker;
  }
}
