import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from '../model/Context.js';
import { EmulatedSession, type Mount } from './EmulatedSession.js';
import { newContextId, newSessionId } from './ids.js';
import { inside } from './inside.js';
import { Refusal } from './Refusal.js';

/** A context that a session is made with. */
export type MountRequest = Omit<Mount, 'folder'>;

/** The contexts and sessions of the emulated service, whatever the protocol that speaks of them. */
export class EmulatedService {
  readonly #dataDir: string;
  readonly #pace: { readonly taskDelay: number; readonly fileDelay: number };
  readonly #contexts = new Map<string, Context>();
  readonly #sessions = new Map<string, EmulatedSession>();

  constructor(dataDir: string, pace: { readonly taskDelay: number; readonly fileDelay: number }) {
    this.#dataDir = dataDir;
    this.#pace = pace;
  }

  /** Finds a context by its id. */
  contextById(contextId: string): Context {
    const found = this.#contexts.get(contextId);
    if (found) return found;
    throw new Refusal('Context.NotFound', `There is no context ${JSON.stringify(contextId)}.`);
  }

  /** Finds a context by its name, or makes it. */
  async contextByName(name: string, create: boolean): Promise<Context> {
    const found = [...this.#contexts.values()].find((context) => context.name === name);
    if (found) return found;
    if (!create) throw new Refusal('Context.NotFound', `There is no context named ${JSON.stringify(name)}.`);
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const context = { id: newContextId(), name, state: 'available', createTime: now, lastUsedTime: now, osType: '' };
    this.#contexts.set(context.id, context);
    await mkdir(this.contextFolder(context.id), { recursive: true });
    return context;
  }

  /** The folder that holds the files of a context. */
  contextFolder(contextId: string): string {
    return path.join(this.#dataDir, 'contexts', this.contextById(contextId).id);
  }

  /** Makes a session with contexts mounted in it. */
  async createSession(mounts: readonly MountRequest[]): Promise<EmulatedSession> {
    const sessionId = newSessionId();
    const root = path.join(this.#dataDir, 'sessions', sessionId);
    const scratch = path.join(this.#dataDir, 'scratch');
    const taken = new Set(mounts.map((mount) => inside(root, mount.path)));
    if (taken.size < mounts.length) throw new Refusal('PathAlreadyBound', 'Two contexts are mounted at the same path.');
    const session = new EmulatedSession(
      sessionId,
      { root, scratch, ...this.#pace },
      mounts.map((mount) => ({ ...mount, folder: this.contextFolder(mount.contextId) })),
    );
    await mkdir(scratch, { recursive: true });
    await session.open().catch(async (error: unknown) => {
      await session.close();
      throw new Refusal(
        'InvalidPath',
        `The session cannot be made: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}.`,
      );
    });
    this.#sessions.set(sessionId, session);
    return session;
  }

  /** Finds a session, or refuses as the services do (wire-protocol.md, section 3.3). */
  session(sessionId: string): EmulatedSession {
    const session = this.#sessions.get(sessionId);
    if (!session) {
      throw new Refusal('InvalidMcpSession.NotFound', `The specified resource McpSession ${sessionId} is not found.`);
    }
    return session;
  }

  /** Starts to release a session; it is found until its files are gone. */
  release(sessionId: string): void {
    const session = this.session(sessionId);
    if (session.status !== 'RUNNING') return;
    void session.release().finally(() => this.#sessions.delete(sessionId));
  }

  /** Stops all tasks. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
    this.#sessions.clear();
  }
}
