// @ts-check
import { inProcess } from './processes.js';

/** @typedef {import('./contenders/measured.js').Figures & import('./service/counts.js').Counts} Result */

/**
 * One who takes part: which program does which work, and before which service.
 *
 * @typedef {object} Entrant
 * @property {'ours' | 'plain' | 'shared' | 'ky' | 'viewed'} contender
 * @property {'syncs' | 'watches' | 'infos'} work
 * @property {object} order
 * @property {import('./service/sessionTasks.js').Settings} settings
 */

/**
 * A round: all do their work one after the other, each in a fresh process and before a service that was reset. Who begins changes
 * from round to round.
 *
 * @param {Record<string, Entrant>} entrants
 */
export const contest =
  (entrants) =>
  /** @param {import('./processes.js').Service} service @param {number} round */
  async (service, round) => {
    const names = Object.keys(entrants);
    const first = round % names.length;
    /** @type {Record<string, Result>} */
    const results = {};
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const entrant = entrants[name];
      if (!entrant) continue;
      const { contender, work, order, settings } = entrant;
      await service.reset(settings);
      const figures = await inProcess('contenders/contender.js', [contender, work], { url: service.url, ...order });
      results[name] = { ...figures, ...(await service.counts()) };
    }
    return results;
  };
