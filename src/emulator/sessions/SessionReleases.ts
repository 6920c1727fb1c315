import { isFinished } from '../../model/tasks/taskStatus.js';
import { retryUntilDone } from '../concurrency/retryUntilDone.js';
import type { Contexts } from '../contexts/Contexts.js';
import { policyOf } from '../mounts/Mount.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { addTasks } from '../sync/taskList.js';
import type { SessionRecord, SessionRecords } from './SessionRecords.js';
import type { SessionTasks } from './SessionTasks.js';
import { sessionRoot } from './sessionTree.js';
import type { SessionUses } from './SessionUses.js';

/** Clients count idle time from the answer of their last request, and we from the request: no session is to be gone early for them. */
const grace = 1000;

/** Releases sessions: what their policies say is uploaded, and then they are removed. */
export class SessionReleases {
  readonly #runtime: EmulatorRuntime;
  readonly #contexts: Contexts;
  readonly #records: SessionRecords;
  readonly #tasks: SessionTasks;
  readonly #uses: SessionUses;

  constructor(
    runtime: EmulatorRuntime,
    contexts: Contexts,
    records: SessionRecords,
    tasks: SessionTasks,
    uses: SessionUses,
  ) {
    this.#runtime = runtime;
    this.#contexts = contexts;
    this.#records = records;
    this.#tasks = tasks;
    this.#uses = uses;
  }

  /** Begins to release a session that runs. */
  begin(session: SessionRecord): void {
    const uploads = session.mounts.filter((mount) => policyOf(mount).autoUpload);
    const releasing = { ...session, status: 'DELETING', lastBeforeRelease: session.lastTask } as const;
    // What its tools do is over before its files are uploaded.
    const unused = this.#uses.end(session.sessionId);
    this.#tasks.after(session.sessionId, () => unused);
    this.#tasks.begin(addTasks(releasing, 'upload', uploads));
    this.finish(session.sessionId);
  }

  /** Releases the sessions that nobody used for too long. */
  beginIdle(): void {
    const now = this.#runtime.clock();
    for (const session of this.#records.all()) {
      const { sessionId, idleTimeout, status, tasks } = session;
      const isIdle = idleTimeout !== undefined && this.#records.idleTime(sessionId, now) > idleTimeout * 1000 + grace;
      if (!isIdle || status !== 'RUNNING' || !tasks.every(isFinished) || this.#uses.isInUse(sessionId)) continue;
      try {
        this.begin(session);
      } catch {
        // Who asks for something else is not to suffer from it: it is tried again.
      }
    }
  }

  /** Removes a session that is being released, once its tasks are over. */
  finish(sessionId: string): void {
    const { stop } = this.#runtime;
    this.#tasks.after(sessionId, async () => {
      stop.throwIfAborted();
      await retryUntilDone(() => {
        this.#remove(sessionId);
      }, stop);
    });
  }

  #remove(sessionId: string): void {
    const session = this.#records.find(sessionId);
    if (session === undefined) return;
    const { owner, tasks, lastBeforeRelease = 0, internal } = session;
    if (internal !== undefined && this.#contexts.has(internal)) this.#contexts.delete(owner, internal);
    // What could not be uploaded stays where it is, for whoever looks for it.
    const isLost = tasks.some(({ number, status }) => number > lastBeforeRelease && status === 'Failed');
    if (!isLost) this.#runtime.trash.take(sessionRoot(this.#runtime.dataDir, sessionId));
    this.#tasks.forget(sessionId);
    this.#records.remove(sessionId);
  }
}
