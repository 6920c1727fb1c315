import { setTimeout as sleep } from 'node:timers/promises';
import type { ContextStatusData } from '../model/ContextStatusData.js';
import { hasFinished } from '../model/taskStatus.js';
import { copyTree } from './copyTree.js';

/** The two ways to sync. */
export type TaskType = 'upload' | 'download';

/** What a task copies, and how fast. */
export interface TaskOrder {
  readonly contextId: string;
  readonly path: string;
  readonly taskType: TaskType;
  readonly from: string;
  readonly to: string;
  /** A folder on the same disk, for files that are not whole yet. */
  readonly scratch: string;
  readonly taskDelay: number;
  readonly fileDelay: number;
}

const unixSeconds = (): number => Math.floor(Date.now() / 1000);

/** One sync task: it copies files, and its status says how far it is. */
export class SyncTask {
  readonly #order: TaskOrder;
  #status = { status: 'Pending', errorMessage: '', startTime: 0, finishTime: 0 };

  constructor(order: TaskOrder) {
    this.#order = order;
  }

  /** What GetContextInfo tells of it. */
  get data(): ContextStatusData {
    const { contextId, path, taskType } = this.#order;
    return { contextId, path, taskType, ...this.#status };
  }

  get isFinished(): boolean {
    return hasFinished(this.#status);
  }

  /** Copies to the end, or until the signal stops it: then the task stays as it is. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { from, to, scratch, taskDelay, fileDelay } = this.#order;
    try {
      if (taskDelay > 0) await sleep(taskDelay, undefined, { signal });
      signal.throwIfAborted();
      this.#status = { ...this.#status, status: 'Running', startTime: unixSeconds() };
      for await (const _file of copyTree(from, to, scratch, signal)) {
        if (fileDelay > 0) await sleep(fileDelay, undefined, { signal });
        signal.throwIfAborted();
      }
      this.#end('Success', '');
    } catch (error) {
      if (!signal.aborted) this.#end('Failed', error instanceof Error ? error.message : String(error));
    }
  }

  #end(status: string, errorMessage: string): void {
    this.#status = { ...this.#status, status, errorMessage, finishTime: unixSeconds() };
  }
}
