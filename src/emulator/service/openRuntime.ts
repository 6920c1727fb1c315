import path from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { StopSignals } from '../concurrency/StopSignals.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { StateFolder } from '../state/StateFolder.js';
import { EmulatedService } from './EmulatedService.js';

/** The service, and the runtime that it lives in. */
export interface OpenRuntime {
  readonly runtime: EmulatorRuntime;
  readonly service: EmulatedService;
  /** Stops what runs of an owner who is gone, and removes what was his. */
  readonly discard: (owner: string) => Promise<void>;
  /** Stops what runs. */
  readonly stop: () => void;
  /** Stops what runs, and waits for it. */
  readonly close: () => Promise<void>;
}

/** What a runtime is opened with. */
export interface RuntimeParts extends Omit<EmulatorRuntime, 'stop' | 'stops' | 'state'> {
  /** Whether it is to be opened again some day. */
  readonly isLasting: boolean;
}

/** Opens the service on what its folder holds. */
export const openRuntime = ({ isLasting, ...parts }: RuntimeParts): OpenRuntime => {
  const stops = new StopSignals();
  const state = new StateFolder(path.join(parts.dataDir, 'state'), isLasting);
  const runtime = { ...parts, state, stop: stops.all, stops };
  const service = opened(runtime, stops);
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
    discard: (owner) => {
      stops.stop(owner);
      return service.discard(owner);
    },
    stop: () => {
      stops.stopAll();
    },
    close: async () => {
      clearInterval(watching);
      stops.stopAll();
      await service.close();
      state.flush();
    },
  };
};

const opened = (runtime: EmulatorRuntime, stops: StopSignals): EmulatedService => {
  try {
    return new EmulatedService(runtime);
  } catch (error) {
    // What was resumed before it failed must not go on.
    stops.stopAll();
    throw error;
  }
};
