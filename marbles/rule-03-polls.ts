import { expect } from 'vitest';
import type { Rule } from '../spec/support/rule.js';

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
  ],
} satisfies Rule;
