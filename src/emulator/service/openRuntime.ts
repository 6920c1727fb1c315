import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { nodeAbortController } from '../concurrency/nodeAbortController.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { StateFolder } from '../state/StateFolder.js';
import { EmulatedService } from './EmulatedService.js';

/** The service, and the runtime that it lives in. */
export interface OpenRuntime {
  readonly runtime: EmulatorRuntime;
  readonly service: EmulatedService;
  /** Stops what runs. */
  readonly stop: () => void;
  /** Stops what runs, and waits for it. */
  readonly close: () => Promise<void>;
}

/** What a runtime is opened with. */
export interface RuntimeParts extends Omit<EmulatorRuntime, 'stop' | 'state'> {
  /** Whether it is to be opened again some day. */
  readonly isLasting: boolean;
}

/** Opens the service on what its folder holds. */
export const openRuntime = ({ isLasting, ...parts }: RuntimeParts): OpenRuntime => {
  const stopping = nodeAbortController();
  // Each task that runs listens to it.
  setMaxListeners(0, stopping.signal);
  const state = new StateFolder(path.join(parts.dataDir, 'state'), isLasting);
  const runtime = { ...parts, state, stop: stopping.signal };
  const service = opened(runtime, stopping);
  const watching = setInterval(() => {
    try {
      service.sessions.releaseIdle();
      state.flush();
    } catch {
      // A clock that is given may throw: that must not end the process. It is tried again.
    }
  }, 1000).unref();
  return {
    runtime,
    service,
    stop: () => {
      stopping.abort();
    },
    close: async () => {
      clearInterval(watching);
      stopping.abort();
      await service.close();
      state.flush();
    },
  };
};

const opened = (runtime: EmulatorRuntime, stopping: AbortController): EmulatedService => {
  try {
    return new EmulatedService(runtime);
  } catch (error) {
    // What was resumed before it failed must not go on.
    stopping.abort();
    throw error;
  }
};
