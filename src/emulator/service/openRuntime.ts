import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { EmulatedService } from './EmulatedService.js';
import type { EmulatedWorld } from '../state/EmulatorRuntime.js';
import { StateFolder } from '../state/StateFolder.js';

/** The service, and the world that it lives in. */
export interface OpenWorld {
  readonly world: EmulatedWorld;
  readonly service: EmulatedService;
  /** Stops what runs. */
  readonly stop: () => void;
  /** Stops what runs, and waits for it. */
  readonly close: () => Promise<void>;
}

/** What a world is opened on. */
export interface WorldParts extends Omit<EmulatedWorld, 'stop' | 'state'> {
  /** Whether it is to be opened again some day. */
  readonly isLasting: boolean;
}

/** Opens the service on what its folder holds. */
export const openWorld = ({ isLasting, ...parts }: WorldParts): OpenWorld => {
  const stopping = new AbortController();
  // Each task that runs listens to it.
  setMaxListeners(0, stopping.signal);
  const state = new StateFolder(path.join(parts.dataDir, 'state'), isLasting);
  const world = { ...parts, state, stop: stopping.signal };
  const service = opened(world, stopping);
  const watching = setInterval(() => {
    try {
      service.sessions.releaseIdle();
      state.saveLate();
    } catch {
      // A clock that is given may throw: that must not end the process. It is tried again.
    }
  }, 1000).unref();
  return {
    world,
    service,
    stop: () => {
      stopping.abort();
    },
    close: async () => {
      clearInterval(watching);
      stopping.abort();
      await service.close();
      state.saveLate();
    },
  };
};

const opened = (world: EmulatedWorld, stopping: AbortController): EmulatedService => {
  try {
    return new EmulatedService(world);
  } catch (error) {
    // What was resumed before it failed must not go on.
    stopping.abort();
    throw error;
  }
};
