import { nodeAbortController } from '../concurrency/nodeAbortController.js';
import type { ArrivedFile } from '../contexts/ArrivalTimes.js';
import type { EntryLog } from '../state/EntryLog.js';
import { runTask } from './runTask.js';
import type { SyncJob } from './SyncJob.js';
import type { KeptEntry } from './SyncManifest.js';
import { SyncThread } from './SyncThread.js';

/** What is synced among the requests, for it takes no longer than to begin a thread: files, bytes, and tasks at a time. */
const here = { files: 200, bytes: 16 << 20, known: 1 << 16, tasks: 2 };

/** Where it is kept what both sides of a job have in common. */
type Manifest = Pick<EntryLog<KeptEntry>, 'load' | 'add' | 'settle' | 'size' | 'place'>;

type Thread = Pick<SyncThread, 'run' | 'close'>;

/**
 * Runs tasks: small ones here, others in a thread. A task that turns out to be large is stopped and begins again there: what was
 * done of it is known, as after a crash.
 */
export class TaskRunner {
  readonly #thread: Thread | undefined;
  #tasksHere = 0;

  constructor(thread: Thread | undefined = SyncThread.isThere ? new SyncThread() : undefined) {
    this.#thread = thread;
  }

  async run(job: SyncJob, manifest: Manifest): Promise<void> {
    const isHere = this.#thread === undefined || job.policy.uploadMode === 'Archive';
    if (isHere) return runTask(job, manifest);
    const isSmall = this.#tasksHere < here.tasks && manifest.size < here.known;
    if (!isSmall || !(await this.#isDoneHere(job, manifest))) await this.#inThread(this.#thread, job, manifest);
  }

  /** Ends the thread: nothing must run any more. */
  async close(): Promise<void> {
    await this.#thread?.close();
  }

  /** Runs a task, unless it turns out to be large. */
  async #isDoneHere(job: SyncJob, manifest: Manifest): Promise<boolean> {
    const { signal } = job.scratch;
    const stopping = nodeAbortController();
    const stop = (): void => {
      stopping.abort(signal.reason);
    };
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const seen = { files: 0, bytes: 0 };
    const onLooked = (bytes?: number): undefined => {
      if (bytes === undefined) seen.files++;
      seen.bytes += bytes ?? 0;
      if (seen.files > here.files || seen.bytes > here.bytes) stopping.abort();
    };
    this.#tasksHere++;
    try {
      await runTask({ ...job, scratch: { ...job.scratch, signal: stopping.signal }, onLooked }, manifest);
      return true;
    } catch (error) {
      if (signal.aborted || !stopping.signal.aborted) throw error;
      return false;
    } finally {
      this.#tasksHere--;
      signal.removeEventListener('abort', stop);
    }
  }

  #inThread(thread: Thread, job: SyncJob, manifest: Manifest): Promise<void> {
    const { taskType, root, sessionDir, contextDir, only, otherMounts, policy, fileDelay, recycled, scratch } = job;
    scratch.signal.throwIfAborted();
    const places = { taskType, root, sessionDir, contextDir, only, otherMounts, policy, fileDelay, recycled };
    const arrived = (files: readonly ArrivedFile[]): void => {
      // The thread does not know what is taken for the time.
      const { clock = Date.now } = scratch;
      job.onArrivals?.(files.map((file) => ({ file, at: clock() })));
    };
    return thread.run({ ...places, scratch: scratch.folder, manifest: manifest.place }, arrived, scratch.signal);
  }
}
