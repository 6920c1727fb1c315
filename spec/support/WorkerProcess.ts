import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ClientOptions } from '../../src/index.js';
import type { SyncWorkerOptions } from '../../src/bullmq/index.js';

/** What a worker in a process of its own is given: plain JSON. */
export interface WorkerSettings {
  readonly client: Pick<ClientOptions, 'apiKey' | 'endpoint' | 'requestTimeout'>;
  readonly worker: Omit<SyncWorkerOptions, 'onWarning'>;
}

const program = path.resolve(import.meta.dirname, 'syncWorkerProcess.js');

/** A worker of a queue in a process of its own, which can be killed, stopped, and started again. */
export class WorkerProcess {
  readonly #settings: WorkerSettings;
  #process: ChildProcess | undefined;

  constructor(settings: WorkerSettings) {
    this.#settings = settings;
  }

  /** Resolves when it has begun. */
  async start(): Promise<void> {
    const started = spawn(process.execPath, [program, JSON.stringify(this.#settings)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = started;
    await Promise.race([once(started.stdout, 'data'), once(started, 'exit')]);
  }

  /** Resolves when it is gone. */
  async kill(): Promise<void> {
    const killed = this.#process;
    if (killed === undefined || killed.exitCode !== null || killed.signalCode !== null) return;
    killed.kill('SIGKILL');
    await once(killed, 'exit');
  }

  /** It stands still, and keeps its connections. */
  hang(): void {
    this.#process?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#process?.kill('SIGCONT');
  }
}
