// @ts-check
// A process that does one piece of work as one contender does it, and tells what it cost.
import { once } from 'node:events';
import { measured } from './measured.js';

/** @typedef {import('./fetching.js').Target} Target */

/**
 * Works by their names. Each is done for `url`, a service.
 *
 * @typedef {(order: { url: string, targets: readonly Target[], interval: number }) =>
 *   Promise<{ snapshots: number }>} Syncs what all callers were told, each reading counted once for each of them
 * @typedef {(order: { url: string, targets: readonly Target[], interval: number, duration: number }) =>
 *   Promise<{ changes: number }>} Watches
 * @typedef {(order: { url: string, target: Target, calls: number }) => Promise<void>} Infos
 */

const [contender = '', work = ''] = process.argv.slice(2);
const ordered = once(process, 'message');
const { [work]: perform } = await import(`./${contender}.js`);
const [{ warmUp, ...order }] = await ordered;
if (warmUp) await perform({ ...order, ...warmUp });
const figures = await measured(async () => (await perform(order)) ?? {});
process.send?.(figures, () => process.exit());
