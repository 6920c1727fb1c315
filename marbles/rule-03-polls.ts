import { expect } from 'vitest';
import { predictive } from '../src/model/options/predictive.js';
import { handleOf } from '../spec/support/picture.js';
import type { Rule } from '../spec/support/rule.js';
import { succeeded, task } from '../spec/support/tasks.js';

/** Earlier uploads of the context, which took so many seconds. */
const earlier = (...durations: readonly number[]) =>
  durations.map((seconds, index) => succeeded({ startTime: 1000 * index + 1, finishTime: 1000 * index + 1 + seconds }));

export default {
  number: 3,
  name: 'first poll at once, then on an interval',
  says: 'The first poll comes at once after the trigger is accepted, then on an interval or a schedule. Polls never overlap; a slow one skips ticks.',
  pictures: [
    {
      shows: 'the first poll comes as soon as the trigger is accepted, the next ones on the interval',
      options: { retryInterval: 4 },
      marbles: `
      sync$    -----r---r---(s|)
      status   --e
      trigger    ---a
      status        r
      status            r
      status                s
    `,
      check: (values) => expect(values.map(({ elapsed }) => elapsed)).toEqual([0, 4, 8]),
    },
    {
      shows: 'polls never overlap: a slow poll skips the ticks it missed',
      options: { retryInterval: 4 },
      marbles: `
      sync$    ------r-r---(s|)
      status   e
      trigger  a
      status   ------r
      status           r
      status               s
    `,
      delays: [2, 4],
    },
    {
      shows: 'a schedule gives the delay after each poll, and its last one goes on',
      options: { retryInterval: (poll) => poll * 2, maxRetries: 5 },
      marbles: `
      sync$    r-r---r-----r-------(s|)
      status   e
      trigger  a
      status   r
      status     r
      status         r
      status               r
      status                       s
    `,
    },
    {
      shows: 'the polls used up end it unconfirmed, at once',
      options: { retryInterval: 3, maxRetries: 2 },
      marbles: `
      sync$    r--(u|)
      status   e
      trigger  a
      status   r
      status      r
    `,
    },
    {
      shows: 'the delay that is told after a slow poll is that until the next tick, in the log and in the error',
      options: { retryInterval: 6, maxRetries: 2 },
      marbles: `
      sync$    --------------------r-----------------------(u|)
      status   e
      trigger  a
      status   --------------------r
      status                           --------------------r
    `,
      delays: [4],
      check: (values) => expect(values.at(-1)).toMatchObject({ error: { limit: 'maxRetries', lastDelay: 4 } }),
    },
    {
      shows: 'a schedule is told how long earlier tasks took, and when each poll is due',
      options: { retryInterval: (_, { elapsed, history }) => (elapsed === 0 ? history.length * 3 : 2) },
      answers: { h: earlier(60, 70), r: [...earlier(60, 70), task()], s: [...earlier(60, 70), succeeded()] },
      marbles: `
      sync$    r-----r-r-(s|)
      status   h
      trigger  a
      status   r
      status         r
      status           r
      status             s
    `,
      delays: [6, 2, 2],
    },
    {
      shows: 'one that learns polls seldom while the end is far by what earlier tasks took',
      options: { retryInterval: predictive({ interval: 2 }) },
      answers: { h: earlier(60), r: [...earlier(60), task()], s: [...earlier(60), succeeded()] },
      marbles: `
      sync$    r-----r-----(s|)
      status   h
      trigger  a
      status   r
      status         r
      status               s
    `,
      delays: [6, 6],
    },
    {
      shows: 'it polls often when the end is near, also for who follows a sync that was triggered before',
      options: { retryInterval: predictive({ interval: 6 }) },
      handle: handleOf({ triggeredAt: -60_000, baseline: earlier(60, 60, 60, 60, 60, 60, 60, 60, 60, 60) }),
      marbles: `
      follow$  r---r---(s|)
      status   r
      status       r
      status           s
    `,
      delays: [4, 4],
    },
    {
      shows: 'where nothing is known, it polls on the interval',
      options: { retryInterval: predictive({ interval: 2 }) },
      marbles: `
      sync$    r-r-r-(s|)
      status   e
      trigger  a
      status   r
      status     r
      status       r
      status         s
    `,
      delays: [2, 2, 2],
    },
  ],
} satisfies Rule;
