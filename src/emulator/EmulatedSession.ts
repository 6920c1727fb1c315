import { mkdir, rm } from 'node:fs/promises';
import type { ContextStatusData } from '../model/ContextStatusData.js';
import { inside } from './inside.js';
import { Refusal } from './Refusal.js';
import { SyncTask, type TaskType } from './SyncTask.js';

/** A context that is mounted in a session. */
export interface Mount {
  readonly contextId: string;
  readonly path: string;
  /** The folder that holds the files of the context. */
  readonly folder: string;
  readonly autoUpload: boolean;
  readonly autoDownload: boolean;
}

/** Where a session lives, and how fast its tasks are. */
export interface SessionSite {
  readonly root: string;
  readonly scratch: string;
  readonly taskDelay: number;
  readonly fileDelay: number;
}

/** A session: a file tree with mounted contexts, and the tasks that sync them, run one by one. */
export class EmulatedSession {
  readonly sessionId: string;
  readonly #site: SessionSite;
  readonly #mounts: readonly Mount[];
  readonly #stop = new AbortController();
  #tasks: readonly SyncTask[] = [];
  #queue: Promise<void> = Promise.resolve();
  #status = 'RUNNING';

  constructor(sessionId: string, site: SessionSite, mounts: readonly Mount[]) {
    this.sessionId = sessionId;
    this.#site = site;
    this.#mounts = mounts;
  }

  get status(): string {
    return this.#status;
  }

  /** Makes the file tree, and starts the initial downloads. */
  async open(): Promise<void> {
    for (const mount of this.#mounts) await mkdir(this.folder(mount.path), { recursive: true });
    this.#enqueue(
      'download',
      this.#mounts.filter((mount) => mount.autoDownload),
    );
  }

  /** The folder that stands for a path of this session. */
  folder(path: string): string {
    return inside(this.#site.root, path);
  }

  /** Lists the tasks, then runs them in the background. */
  sync(taskType: TaskType, contextId?: string, path?: string): void {
    if (this.#status !== 'RUNNING') throw new Refusal('InvalidMcpSession.State', 'The session is being deleted.');
    const mounts = this.#mounts.filter((mount) => contextId === undefined || mount.contextId === contextId);
    const asked = mounts.filter((mount) => path === undefined || this.folder(mount.path) === this.folder(path));
    if (contextId !== undefined && asked.length === 0) {
      throw new Refusal('Context.NotFound', 'The context is not mounted at this path of the session.');
    }
    this.#enqueue(taskType, asked);
  }

  /** What GetContextInfo lists. */
  info(): readonly ContextStatusData[] {
    return this.#tasks.map((task) => task.data);
  }

  /** Uploads what is to be uploaded at the end, then removes the file tree. */
  async release(): Promise<void> {
    this.#status = 'DELETING';
    this.#enqueue(
      'upload',
      this.#mounts.filter((mount) => mount.autoUpload),
    );
    await this.#queue;
    await this.close();
  }

  /** Stops the task that runs, and removes the file tree. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#queue;
    await rm(this.#site.root, { recursive: true, force: true });
  }

  #enqueue(taskType: TaskType, mounts: readonly Mount[]): void {
    const { scratch, taskDelay, fileDelay } = this.#site;
    for (const { contextId, path, folder } of mounts) {
      const here = this.folder(path);
      const [from, to] = taskType === 'upload' ? [here, folder] : [folder, here];
      const task = new SyncTask({ contextId, path, taskType, from, to, scratch, taskDelay, fileDelay });
      // Of finished tasks only the last one of its kind stays listed.
      this.#tasks = [...this.#tasks.filter((other) => !other.isFinished || !isOfSameKind(other.data, task.data)), task];
      this.#queue = this.#queue.then(() => task.run(this.#stop.signal));
    }
  }
}

const isOfSameKind = (a: ContextStatusData, b: ContextStatusData): boolean =>
  a.contextId === b.contextId && a.path === b.path && a.taskType === b.taskType;
