import { AGB } from 'rx-context-sync';
import { syncWorker } from 'rx-context-sync/bullmq';
import { settings } from './settings.ts';

/** The key is in the environment of the workers, `AGB_API_KEY`, and nowhere else. `limiter` is for all of them together. */
const worker = syncWorker(new AGB(), { ...settings, limiter: { max: 50, duration: 1000 } });

// It ends after the requests in flight, and others go on. They do so too where it is killed.
process.once('SIGTERM', () => void worker.close());
