import { setMaxListeners } from 'node:events';
import { nodeAbortController } from '../concurrency/nodeAbortController.js';
import { PendingWork } from '../concurrency/PendingWork.js';
import { emulatorStopped, ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';

interface Uses {
  readonly ending: AbortController;
  readonly works: PendingWork;
  count: number;
}

/** What is being done in sessions by their tools. It ends where the session does, or the emulator. */
export class SessionUses {
  readonly #stop: AbortSignal;
  readonly #bySession = new Map<string, Uses>();

  constructor({ stop }: Pick<EmulatorRuntime, 'stop'>) {
    this.#stop = stop;
    stop.addEventListener('abort', () => {
      for (const { ending } of this.#bySession.values()) ending.abort(emulatorStopped());
    });
  }

  /** Does something in a session, which is in use until it is over. */
  async run<T>(sessionId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#stop.aborted) throw emulatorStopped();
    const uses = this.#bySession.get(sessionId) ?? newUses();
    this.#bySession.set(sessionId, uses);
    uses.count++;
    const running = work(uses.ending.signal).finally(() => {
      uses.count--;
      if (uses.count === 0 && this.#bySession.get(sessionId) === uses) this.#bySession.delete(sessionId);
    });
    uses.works.add(running);
    return running;
  }

  isInUse(sessionId: string): boolean {
    return this.#bySession.has(sessionId);
  }

  /** Ends what is being done in a session, and waits for it. */
  async end(sessionId: string): Promise<void> {
    const uses = this.#bySession.get(sessionId);
    uses?.ending.abort(new ServiceRefusal('InvalidMcpSession.State', 'The session is being deleted.'));
    await uses?.works.drain();
  }
}

const newUses = (): Uses => {
  const ending = nodeAbortController();
  // Each command that runs listens to it.
  setMaxListeners(0, ending.signal);
  return { ending, works: new PendingWork(), count: 0 };
};
