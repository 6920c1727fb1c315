// @ts-check
// A process of viewers: each follows one of the locations, to its end or, where they `leave`, every other one until it saw something.
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout } from 'node:timers/promises';

const ordered = once(process, 'message');
process.send?.('ready');
const [{ locations, viewers, leave }] = await ordered;
const agent = new Agent({ maxSockets: Infinity });
let snapshots = 0;
let ends = 0;

const view = (/** @type {number} */ index) =>
  new Promise((resolve, reject) => {
    const request = get(locations[index % locations.length], { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => {
        text += piece;
        const seen = text.split('\n\n');
        text = seen.pop() ?? '';
        for (const event of seen) {
          if (/^data: ./m.test(event)) snapshots += 1;
          if (event.includes('event: complete')) ends += 1;
        }
        if (leave && snapshots > 0 && index % 2 === 0) request.destroy();
      });
      response.on('close', resolve);
    });
    request.on('error', (error) => (leave ? resolve(undefined) : reject(error)));
  });

await Promise.all(
  Array.from({ length: viewers }, async (_, index) => {
    // They come one after the other.
    await setTimeout(2 * index);
    await view(index);
  }),
);
process.send?.({ snapshots, ends }, () => process.exit());
