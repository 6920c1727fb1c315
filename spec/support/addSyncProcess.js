// @ts-check
// Adds syncs to a queue, in a process of its own. What they are comes as JSON.
import { syncQueue } from '../../dist/esm/bullmq/index.js';

const { options, given } = JSON.parse(process.argv[2] ?? '{}');
const syncs = syncQueue(options);
await Promise.all(given.map((/** @type {any} */ sync) => syncs.add(sync.sessionId, sync.options, { id: sync.id })));
await syncs.close();
