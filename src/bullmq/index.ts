export { syncQueue, type SyncQueue, type SyncQueueOptions } from './syncQueue.js';
export type { Limiter } from './limiterTurns.js';
export { syncWorker, type SyncClient, type SyncWorker, type SyncWorkerOptions } from './syncWorker.js';
export type { SyncJob, SyncJobData, SyncQueueSettings } from './SyncJob.js';
