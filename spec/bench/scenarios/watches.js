// @ts-check
// `watch$`, not `follow$`: it goes on for as long as somebody looks, while the following of a session where nothing happens ends.
import { contest } from '../contest.js';
import { costs, format } from '../scenario.js';

const order = {
  targets: Array.from({ length: 10_000 }, (_, index) => ({ sessionId: `s-${index}` })),
  interval: 10_000,
  duration: 25_000,
};
const settings = { finishedBefore: true, latency: 5 };

/** @type {import('../scenario.js').Scenario} */
export const watchScenario = {
  name: 'watches-10000',
  title: '10,000 idle sessions, each watched by one follower every 10 s, for 25 s',
  rows: [
    ...costs(),
    {
      title: 'CPU of a request',
      figure: ({ cpu = NaN, requests = NaN }) => cpu / requests,
      format: format.microseconds,
    },
  ],
  run: contest({
    ours: { contender: 'ours', work: 'watches', order, settings },
    plain: { contender: 'plain', work: 'watches', order, settings },
  }),
};
