// @ts-check
// `info()` one after the other, in a process that is warm.
import { contest } from '../contest.js';
import { format } from '../scenario.js';

const calls = 3000;
const order = { target: { sessionId: 's-1' }, calls, warmUp: { calls: 500 } };
const settings = { finishedBefore: true };

/** @type {import('../scenario.js').Scenario} */
export const infoScenario = {
  name: 'info',
  title: '3,000 calls of info(), one after the other, against bare ky with the same options, and fetch',
  rows: [
    {
      title: 'calls a second',
      figure: ({ wall = NaN }) => (calls / wall) * 1000,
      format: format.count,
      aim: { least: 0.9, of: 'ky' },
    },
    {
      title: 'CPU of a call',
      figure: ({ cpu = NaN }) => cpu / calls,
      format: format.microseconds,
      aim: { most: 1.5, of: 'fetch' },
    },
  ],
  run: contest({
    ours: { contender: 'ours', work: 'infos', order, settings },
    ky: { contender: 'ky', work: 'infos', order, settings },
    fetch: { contender: 'plain', work: 'infos', order, settings },
  }),
};
