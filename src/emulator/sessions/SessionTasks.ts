import { isFinished } from '../../model/tasks/taskStatus.js';
import type { Contexts } from '../contexts/Contexts.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import type { SyncTask } from '../sync/taskList.js';
import { TaskQueue } from '../sync/TaskQueue.js';
import type { SessionRecord, SessionRecords } from './SessionRecords.js';
import { sessionRoot } from './sessionTree.js';

/** Runs the tasks of sessions, and keeps what becomes of them. */
export class SessionTasks {
  readonly #runtime: EmulatorRuntime;
  readonly #records: SessionRecords;
  readonly #queue: TaskQueue;

  constructor(runtime: EmulatorRuntime, contexts: Contexts, records: SessionRecords) {
    this.#runtime = runtime;
    this.#records = records;
    this.#queue = new TaskQueue(runtime, contexts);
  }

  /** Keeps a session with more tasks, and begins to do them. Throws where it cannot be kept: then nothing is done. */
  begin(session: SessionRecord): void {
    const last = this.#records.find(session.sessionId)?.lastTask ?? 0;
    this.#records.save(session);
    this.#touch(session.sessionId);
    this.#enqueue(
      session.sessionId,
      session.tasks.filter(({ number }) => number > last),
    );
  }

  /** What was being done when the emulator stopped is done from its beginning, and is the same task for who follows it. */
  resume(session: SessionRecord): void {
    this.#touch(session.sessionId);
    this.#enqueue(
      session.sessionId,
      session.tasks.filter((task) => !isFinished(task)),
    );
  }

  /** Does something once the tasks of a session are over. */
  after(sessionId: string, work: () => Promise<void>): void {
    this.#queue.after(sessionId, work);
  }

  /** A session is gone. */
  forget(sessionId: string): void {
    this.#queue.forget(sessionId);
  }

  /** Waits for what runs. */
  close(): Promise<void> {
    return this.#queue.close();
  }

  #touch(sessionId: string): void {
    this.#records.touch(sessionId, this.#runtime.clock());
  }

  #enqueue(sessionId: string, tasks: readonly SyncTask[]): void {
    const owner = this.#records.find(sessionId)?.owner ?? '';
    const stop = this.#runtime.stops.of(owner);
    for (const task of tasks) {
      const update = (how: 'saveTask' | 'saveTaskEventually') => (status: Partial<SyncTask>) => {
        if (this.#records.find(sessionId) === undefined) return;
        this.#touch(sessionId);
        this.#records[how](sessionId, task.number, status);
      };
      const site = {
        sessionId,
        owner,
        stop,
        root: sessionRoot(this.#runtime.dataDir, sessionId),
        mounted: () => this.#records.find(sessionId) ?? { mounts: [] },
        save: update('saveTask'),
        saveEventually: update('saveTaskEventually'),
      };
      this.#queue.enqueue(site, task);
    }
  }
}
