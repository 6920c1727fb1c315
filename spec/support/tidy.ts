import { afterAll, vi } from 'vitest';

// Files share a process: what one of them put in the place of something real is not there for the next.
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});
