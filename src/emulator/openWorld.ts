import { setMaxListeners } from 'node:events';
import { EmulatedService } from './EmulatedService.js';
import type { EmulatedWorld } from './EmulatedWorld.js';

/** The service, and the world that it lives in. */
export interface OpenWorld {
  readonly world: EmulatedWorld;
  readonly service: EmulatedService;
  /** Stops what runs. */
  readonly stop: () => void;
  /** Stops what runs, and waits for it. */
  readonly close: () => Promise<void>;
}

/** Opens the service on what its folder holds. */
export const openWorld = (parts: Omit<EmulatedWorld, 'stop'>): OpenWorld => {
  const stopping = new AbortController();
  // Each task that runs listens to it.
  setMaxListeners(0, stopping.signal);
  const world = { ...parts, stop: stopping.signal };
  const service = opened(world, stopping);
  const watching = setInterval(() => {
    try {
      service.sessions.releaseIdle();
    } catch {
      // A disk that is full must not end the process; it is tried again.
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
