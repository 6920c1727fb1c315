import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ContextStatusData } from '../model/ContextStatusData.js';
import { ContextFileUrls } from './ContextFileUrls.js';
import { Contexts } from './Contexts.js';
import { timeText, type EmulatedWorld } from './EmulatedWorld.js';
import { Sessions } from './Sessions.js';
import type { Trouble } from './Trouble.js';

type Tasks = readonly ContextStatusData[];

/** Where the service's own contexts are mounted (wire-protocol.md, section 4.11). */
const internalContextPath = '/tmp/file_transfer';

/** The emulated service: contexts, their files, and sessions, whatever the protocol that speaks of them. */
export class EmulatedService {
  readonly contexts: Contexts;
  readonly sessions: Sessions;
  readonly files: ContextFileUrls;
  readonly #world: EmulatedWorld;
  /** What was listed last, for lists that are late. */
  readonly #listed = new Map<string, Tasks>();

  constructor(world: EmulatedWorld) {
    const scratch = path.join(world.dataDir, 'scratch');
    // What a crash left there was not whole.
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
    this.#world = world;
    this.contexts = new Contexts(world);
    this.sessions = new Sessions(world, this.contexts);
    this.files = new ContextFileUrls(world, this.contexts);
  }

  /** Now, as the services write times. */
  timeText(): string {
    return timeText(this.#world);
  }

  /** The list to answer with: the true one, the one before, or none. */
  listed(query: string, list: Tasks, how: Trouble['tasks']): Tasks {
    if (how === 'hidden') return [];
    if (how === 'stale') return this.#listed.get(query) ?? [];
    this.#listed.set(query, list);
    return list;
  }

  /** The contexts that the service mounts in each session for itself (wire-protocol.md, section 4.11). */
  internalContexts(owner: string, sessionId: string) {
    const contextPath = internalContextPath;
    const { mounts } = this.sessions.get(owner, sessionId);
    const { id: contextId } = this.contexts.internal(owner, `file_transfer of ${sessionId}`, 'file_transfer');
    if (!mounts.some((mount) => mount.contextId === contextId)) {
      this.sessions.bind(owner, sessionId, [
        { contextId, path: contextPath, policy: undefined, bindTime: this.timeText() },
      ]);
    }
    return [{ contextId, contextType: 'file_transfer', contextPath }];
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await Promise.all([this.contexts.close(), this.sessions.close()]);
  }
}
