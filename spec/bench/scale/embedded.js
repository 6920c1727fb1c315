// @ts-check
// A process that has its syncs for itself.
import { AGB } from '../../../dist/esm/index.js';
import { answering } from './answering.js';

/** @typedef {import('../contenders/fetching.js').Target} Target */

await answering((/** @type {{ url: string }} */ { url }) => {
  const agb = new AGB({ apiKey: 'any-key', endpoint: url });
  let ended = 0;
  return (/** @type {{ add?: readonly Target[], options?: object }} */ { add = [], options }) => {
    for (const { sessionId, ...target } of add)
      agb
        .session(sessionId)
        .context.sync$({ ...options, ...target })
        .subscribe(({ done, success }) => {
          if (success) ended += 1;
          else if (done) throw new Error('a sync did not succeed');
        });
    return { ended };
  };
});
