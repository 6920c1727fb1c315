// @ts-check
// A process that does one piece of work as one contender does it, and tells what it cost.
import { measured } from './measured.js';

/** @typedef {import('./fetching.js').Target} Target */

/**
 * Works by their names. Each is done for `url`, a service.
 *
 * @typedef {(order: { url: string, targets: readonly Target[], interval: number }) => Promise<void>} Syncs
 * @typedef {(order: { url: string, targets: readonly Target[], interval: number, duration: number }) =>
 *   Promise<{ changes: number }>} Watches
 * @typedef {(order: { url: string, target: Target, calls: number }) => Promise<void>} Infos
 */

const [contender = '', work = '', order = ''] = process.argv.slice(2);
const { [work]: perform } = await import(`./${contender}.js`);
const { warmUp, ...given } = JSON.parse(order);
if (warmUp) await perform({ ...given, ...warmUp });
const figures = await measured(async () => (await perform(given)) ?? {});
process.send?.(figures, () => process.exit());
