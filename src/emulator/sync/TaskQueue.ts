import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isTerminal } from '../../model/tasks/taskStatus.js';
import type { Arrival } from '../contexts/ArrivalTimes.js';
import type { Contexts } from '../contexts/Contexts.js';
import type { SessionRecord } from '../sessions/SessionRecord.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { runTask, type SyncManifest } from './runTask.js';
import type { Store } from '../state/Store.js';
import type { SyncTask } from './SyncTask.js';
import { taskPlace } from './taskPlace.js';
import { taskOperation } from '../faults/Faults.js';
import { KeyedMutex } from '../concurrency/KeyedMutex.js';

/** What a timer can wait, in ms: one that is to wait longer does not wait at all. */
const longestDelay = 2 ** 31 - 1;

/** What a task is about, and who is told how it is. */
export interface TaskSession {
  readonly sessionId: string;
  /** The root of the session's tree. */
  readonly root: string;
  /** What is mounted when the task runs. */
  readonly mounted: () => Pick<SessionRecord, 'mounts' | 'internal'>;
  /** Throws where it cannot be kept: then nobody is told. */
  readonly save: (status: Partial<SyncTask>) => void;
  /** Tells what is so in any case: it is kept as soon as it can be. */
  readonly saveEventually: (status: Partial<SyncTask>) => void;
}

/** The sync tasks: those of one session run one by one. */
export class TaskQueue {
  readonly #runtime: EmulatorRuntime;
  readonly #contexts: Contexts;
  /** The files that a mount had in common with its context when it was last synced. */
  readonly #known: Store<SyncManifest>;
  readonly #turns = new KeyedMutex();

  constructor(runtime: EmulatorRuntime, contexts: Contexts) {
    this.#runtime = runtime;
    this.#contexts = contexts;
    this.#known = runtime.state.store('known');
  }

  /** Runs a task once those before it are over. */
  enqueue(site: TaskSession, task: SyncTask): void {
    this.#note(site, task);
    if (isTerminal(task)) return;
    this.after(site.sessionId, () => this.#run(site, task));
  }

  /** Does something once the tasks of a session are over. */
  after(sessionId: string, work: () => Promise<void>): void {
    this.#turns.runExclusive(sessionId, work).catch(() => undefined);
  }

  /** A session is gone. */
  forget(sessionId: string): void {
    this.#known.removeAll((id) => id.startsWith(`${sessionId}.`));
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await this.#turns.drain();
  }

  /** What cannot be read is as good as nothing: more is copied then, and less deleted. */
  #knownAs(knownId: string): SyncManifest {
    try {
      return this.#known.get(knownId) ?? {};
    } catch {
      return {};
    }
  }

  #note({ sessionId }: TaskSession, { contextId, path: at, taskType, status, errorMessage }: SyncTask): void {
    const entry = { at: this.#runtime.clock(), sessionId, contextId, path: at, taskType, status, errorMessage };
    this.#runtime.journal.addTask(entry);
  }

  /** Runs a task to its end. One that is stopped stays as it is: it goes on when the emulator is started again. */
  async #run(site: TaskSession, task: SyncTask): Promise<void> {
    const { sessionId, root, mounted } = site;
    const { taskType, contextId } = task;
    const { clock, stop, taskDelay, fileDelay, dataDir, faults } = this.#runtime;
    const tell = (status: Partial<SyncTask>, how: 'save' | 'saveEventually' = 'saveEventually'): void => {
      site[how](status);
      this.#note(site, { ...task, ...status });
    };
    const unixSeconds = (): number => Math.floor(clock() / 1000);
    const fault = faults.consume(taskOperation);
    try {
      const delay = Math.min(taskDelay + (fault.taskDelay ?? 0), longestDelay);
      await sleep(delay, undefined, { signal: stop, ref: false });
      tell({ status: 'Running', startTime: unixSeconds() });
      if (fault.taskError !== undefined) throw new Error(fault.taskError);
      await this.#contexts.exclusive(contextId, async (kept) => {
        if (!existsSync(kept)) throw new Error('The folder of the context is gone.');
        const place = taskPlace(mounted(), task, { root, kept });
        if (place === undefined) throw new Error('The context is not mounted any more.');
        const name = createHash('sha256').update(`${contextId} ${place.mountPath}`).digest('hex');
        const knownId = `${sessionId}.${name}`;
        const scratch = { folder: path.join(dataDir, 'scratch'), signal: stop, clock };
        const known = this.#knownAs(knownId);
        const arrived = (arrivals: readonly Arrival[]): void => {
          this.#contexts.noteArrivals(contextId, arrivals);
        };
        await runTask({ ...place, taskType, root, known, scratch, fileDelay, arrived }, (now) => {
          this.#known.save(knownId, now);
        });
        // It may have been deleted meanwhile: then nothing is there.
        this.#contexts.folder(contextId);
      });
      // What nobody would know after a crash is no success.
      tell({ status: 'Success', errorMessage: '', finishTime: unixSeconds() }, 'save');
    } catch (error) {
      if (stop.aborted) return;
      // The system's own texts name folders of this machine.
      const { code, syscall } = error as NodeJS.ErrnoException;
      const text = error instanceof Error ? error.message : String(error);
      const errorMessage = code === undefined || syscall === undefined ? text : `${code}, ${syscall}`;
      tell({ status: 'Failed', errorMessage, finishTime: unixSeconds() });
    }
  }
}
