import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import { ContextFiles } from '../contexts/ContextFiles.js';
import { Contexts } from '../contexts/Contexts.js';
import { PresignedUrls } from '../contexts/PresignedUrls.js';
import { StaleLists } from '../faults/StaleLists.js';
import { wireTime } from '../protocol/wireForms.js';
import { Sessions } from '../sessions/Sessions.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { SessionTools } from '../tools/SessionTools.js';

/** The emulated service: contexts, their files, and sessions, whatever the protocol that speaks of them. */
export class EmulatedService {
  readonly contexts: Contexts;
  readonly sessions: Sessions;
  readonly tools: SessionTools;
  readonly files: ContextFiles;
  readonly urls: PresignedUrls;
  readonly staleLists = new StaleLists<ContextStatusData>();
  readonly #runtime: EmulatorRuntime;

  constructor(runtime: EmulatorRuntime) {
    const scratch = path.join(runtime.dataDir, 'scratch');
    mkdirSync(scratch, { recursive: true });
    // What a crash left there was not whole.
    for (const left of readdirSync(scratch)) runtime.trash.remove(path.join(scratch, left));
    this.#runtime = runtime;
    this.contexts = new Contexts(runtime);
    this.sessions = new Sessions(runtime, this.contexts);
    this.tools = new SessionTools(runtime, this.sessions);
    this.files = new ContextFiles(runtime, this.contexts);
    this.urls = new PresignedUrls(runtime);
  }

  /** Now, as the services write times. */
  now(): string {
    return wireTime(this.#runtime.clock());
  }

  /** The contexts that the service makes for a session (docs/protocol.md, section 4.11). */
  async internalContexts(owner: string, sessionId: string, contextPath: string) {
    const fileTransfer = { contextType: 'file_transfer', contextPath };
    return [{ contextId: await this.sessions.internalContext(owner, sessionId, fileTransfer), ...fileTransfer }];
  }

  /** Removes what was an owner's who is gone and stopped. Waits until nothing of it runs. */
  async discard(owner: string): Promise<void> {
    const stopped = this.sessions.discard(owner);
    this.contexts.discard(owner);
    await stopped;
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    // What a session leaves to do is left to its contexts.
    await this.sessions.close();
    await this.contexts.close();
  }
}
