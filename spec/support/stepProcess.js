// @ts-check
// A worker that takes one step of the sync in a file, and says where it stands: it is killed there, or goes on.
import { readFile, writeFile } from 'node:fs/promises';
import { advance, AGB } from '../../dist/esm/index.js';

const [url = '', sessionId = '', file = '', stopsAt = ''] = process.argv.slice(2);

/** @param {string} point */
const reach = async (point) => {
  if (point !== stopsAt) return;
  process.stdout.write(`${point}\n`);
  await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
};
/** @param {unknown} checkpoint */
const keep = (checkpoint) => writeFile(file, JSON.stringify(checkpoint), { flush: true });

const { context } = new AGB({ apiKey: 'any-key', endpoint: url }).session(sessionId);
const { next, delay, snapshot } = await advance(
  context,
  JSON.parse(await readFile(file, 'utf8')),
  async (checkpoint) => {
    await reach('beforeSave');
    await keep(checkpoint);
    await reach('afterSave');
  },
);
await reach('unkept');
if (next !== undefined) await keep(next);
process.stdout.write(`${JSON.stringify({ phase: next?.phase, delay, snapshot })}\n`);
await reach('kept');
// Until it is killed.
setInterval(() => undefined, 1e6);
