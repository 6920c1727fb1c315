// @ts-check
// Pages that look at syncs, through the handler of one server; beside it, a program that has the same syncs for itself.
import { contest } from '../contest.js';
import { inProcess } from '../processes.js';
import { costs, format } from '../scenario.js';

const interval = 500;
const settings = { latency: 5, seconds: 6 };
const targets = Array.from({ length: 50 }, (_, index) => ({ sessionId: `s-${index}` }));
const order = { targets, interval, viewers: 500 };

const compared = contest({
  ours: { contender: 'viewed', work: 'syncs', order, settings },
  alone: { contender: 'ours', work: 'syncs', order, settings },
});

/** @type {import('../scenario.js').Scenario} */
export const viewerScenario = {
  name: 'viewers-500',
  title: '500 viewers of 50 syncs on one handler, against the same 50 syncs without viewers',
  rows: [
    ...costs({ requests: { most: 1.02, of: 'alone' } }),
    {
      title: 'event loop p99, more than alone',
      figure: ({ moreDelay = NaN }) => moreDelay,
      format: format.time,
      aim: { most: 50 },
    },
    {
      title: 'memory that is left of 1,500',
      figure: ({ left = NaN }) => left,
      format: format.bytes,
      aim: { most: 500_000 },
    },
  ],
  run: async (service, round) => {
    const { ours = {}, alone = {} } = await compared(service, round);
    await service.reset({ ...settings, seconds: 1 });
    const { left } = await inProcess('contenders/contender.js', ['viewed', 'leaves'], { url: service.url, ...order });
    const moreDelay = (ours['loopDelay'] ?? NaN) - (alone['loopDelay'] ?? NaN);
    return { ours: { ...ours, moreDelay, left }, alone };
  },
};
