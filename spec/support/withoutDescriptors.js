// @ts-check
// A program that has no descriptor left when it begins a sync, until its first request has failed for that.
import { closeSync, openSync } from 'node:fs';
import { AgentBay, AGB } from '../../dist/esm/index.js';

const [, , service, endpoint] = process.argv;
/** @type {number[]} */
const held = [];
/** @type {string[]} */
const told = [];

const hold = () => {
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch {
    // That was the last one.
  }
};

const logger = {
  debug: () => undefined,
  info: () => undefined,
  error: () => undefined,
  /** @type {(event: unknown, message?: string) => void} */
  warn: (_, message = '') => {
    told.push(message);
    for (const descriptor of held.splice(0)) closeSync(descriptor);
  },
};

const client = new (service === 'AGB' ? AGB : AgentBay)({ apiKey: 'any-key', endpoint, logger });
const { context } = client.session('s-1');
// What is loaded when it is first needed is loaded now.
await context.info();
hold();
const { state, errorMessage } = await context.sync({ baseline: false, retryInterval: 5, settlePolls: 0 });
console.log(JSON.stringify({ state, errorMessage, held: held.length, told }));
