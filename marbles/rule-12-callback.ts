import { expect } from 'vitest';
import type { Rule } from '../spec/support/rule.js';

export default {
  number: 12,
  name: 'callback',
  says: 'The promise settles when the trigger is answered; the callback is called exactly once, after the end.',
  pictures: [
    {
      shows: 'the promise settles with the trigger, the callback is called at the end',
      options: { retryInterval: 4 },
      marbles: `
      callback ---t---s
      status   -e
      trigger   --a
      status      r
      status          s
    `,
      check: (results) => expect(results).toMatchObject([{ state: 'succeeded', polls: 2 }]),
    },
    {
      shows: 'a sync that fails calls back too, once',
      options: { retryInterval: 4 },
      marbles: `
      callback t---f
      status   e
      trigger  a
      status   r
      status       f
    `,
      check: (results) => expect(results).toMatchObject([{ state: 'failed', error: { _tag: 'TaskFailed' } }]),
    },
    {
      shows: 'a trigger that is refused settles the promise, and is the end',
      marbles: `
      callback -(tf)
      status   e
      trigger  -d
    `,
    },
    {
      shows: 'wrong arguments do so at once, and nothing is sent',
      options: { maxRetries: 0 },
      marbles: `
      callback (tf)
    `,
    },
    {
      shows: 'a sync that is aborted has no end to call back at',
      options: { retryInterval: 4 },
      marbles: `
      callback t-----!
      status   e
      trigger  a
      status   r
      status       --!
    `,
      check: (results) => expect(results).toEqual([]),
    },
  ],
} satisfies Rule;
