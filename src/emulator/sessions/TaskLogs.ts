import type { LogFolder } from '../state/LogFolder.js';
import type { StateFolder } from '../state/StateFolder.js';
import type { SyncTask } from '../sync/taskList.js';

/** A task as it was when its session was saved for the `revision`th time. */
export interface LoggedTask {
  readonly revision: number;
  readonly task: SyncTask;
}

/** What became of the tasks of sessions that have many: the whole session is not written for each of them. */
export class TaskLogs {
  readonly #logs: LogFolder<LoggedTask>;

  constructor(state: StateFolder) {
    this.#logs = state.logs('tasks');
  }

  /** Throws where it cannot be kept. */
  add(sessionId: string, revision: number, task: SyncTask): void {
    const log = this.#logs.of(sessionId);
    log.add(new Map([[String(task.number), { revision, task }]]));
    log.settle(Infinity, () => new Map());
  }

  /** The tasks of a session, with what became of them since it was saved as a whole. */
  newest(sessionId: string, revision: number, tasks: readonly SyncTask[]): readonly SyncTask[] {
    const logged = this.#logs.of(sessionId).load();
    return tasks.map((task) => {
      const found = logged.get(String(task.number));
      return found !== undefined && found.revision > revision ? found.task : task;
    });
  }

  forget(sessionId: string): void {
    this.#logs.removeAll((file) => file.startsWith(`${sessionId}.`));
  }
}
