// @ts-check
// A worker of a queue in a process of its own, that can be killed. What it is to do comes as JSON; it says when it began.
import { syncWorker } from '../../dist/esm/bullmq/index.js';
import { AGB } from '../../dist/esm/index.js';

const { client, worker } = JSON.parse(process.argv[2] ?? '{}');
syncWorker(new AGB(client), worker);
console.log('begun');
