// @ts-check
// A process with one worker.
import { Redis } from 'ioredis';
import { AGB } from '../../../dist/esm/index.js';
import { syncWorker } from '../../../dist/esm/bullmq/index.js';
import { answering } from './answering.js';

/** @typedef {{ url: string, worker: import('../../../dist/esm/bullmq/index.js').SyncWorkerOptions }} Order */

// Redis's own figures do not tell what came from a client from what a script did.
let operations = 0;
const { sendCommand } = Redis.prototype;
Redis.prototype.sendCommand = function (...sent) {
  operations += 1;
  return sendCommand.apply(this, sent);
};

await answering((/** @type {Order} */ { url, worker }) => {
  syncWorker(new AGB({ apiKey: 'any-key', endpoint: url }), worker);
  return () => ({ operations });
});
