import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import { ContextFileUrls } from '../contexts/ContextFiles.js';
import { Contexts } from '../contexts/Contexts.js';
import { timeText, type EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { Sessions } from '../sessions/Sessions.js';
import type { Fault } from '../faults/Faults.js';

type Tasks = readonly ContextStatusData[];

/** What the services' own clients move files of a session by. */
const fileTransfer = { contextType: 'file_transfer', contextPath: '/tmp/file_transfer' };

/** How many lists are kept, for those that are to be late. */
const mostListed = 1000;

/** The emulated service: contexts, their files, and sessions, whatever the protocol that speaks of them. */
export class EmulatedService {
  readonly contexts: Contexts;
  readonly sessions: Sessions;
  readonly files: ContextFileUrls;
  readonly #runtime: EmulatorRuntime;
  /** What was listed last, for lists that are late. */
  readonly #listed = new Map<string, Tasks>();

  constructor(runtime: EmulatorRuntime) {
    const scratch = path.join(runtime.dataDir, 'scratch');
    mkdirSync(scratch, { recursive: true });
    // What a crash left there was not whole.
    for (const left of readdirSync(scratch)) runtime.trash.remove(path.join(scratch, left));
    this.#runtime = runtime;
    this.contexts = new Contexts(runtime);
    this.sessions = new Sessions(runtime, this.contexts);
    this.files = new ContextFileUrls(runtime, this.contexts);
  }

  /** Now, as the services write times. */
  timeText(): string {
    return timeText(this.#runtime);
  }

  /** The list to answer with: the true one, the one before, or none. */
  tasksToList(query: string, list: Tasks, how: Fault['tasks']): Tasks {
    if (how === 'hidden') return [];
    if (how === 'stale') return this.#listed.get(query) ?? [];
    this.#listed.delete(query);
    this.#listed.set(query, list);
    for (const oldest of this.#listed.keys()) if (this.#listed.size > mostListed) this.#listed.delete(oldest);
    return list;
  }

  /** The contexts that the service makes for a session (wire-protocol.md, section 4.11). */
  internalContexts(owner: string, sessionId: string) {
    return [{ contextId: this.sessions.internalContext(owner, sessionId, fileTransfer), ...fileTransfer }];
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    // What a session leaves to do is left to its contexts.
    await this.sessions.close();
    await this.contexts.close();
  }
}
