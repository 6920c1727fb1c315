import { expect } from 'vitest';
import { trouble } from '../spec/support/errors.js';
import type { Rule } from '../spec/support/rule.js';
import { failed, succeeded, task } from '../spec/support/tasks.js';

export default {
  number: 7,
  name: 'transient trouble does not end a sync',
  says: 'Network errors, slow requests, 408, 429, 5xx, throttling and unreadable answers do not end a sync. The trigger is sent again only where it surely was not taken, after a new look at the status; where that is not sure, it is followed.',
  pictures: [
    {
      shows: 'a poll that fails warns, counts, and the next one comes on time',
      options: { retryInterval: 3 },
      answers: {
        b: trouble.unreadable(),
        c: trouble.connectionReset(),
        l: trouble.rateLimited(),
        t: trouble.slow(),
      },
      marbles: `
      sync$    r--w--w--w--w--w--(s|)
      status   e
      trigger  a
      status   r
      status      x
      status         b
      status            c
      status               l
      status                  t
      status                     s
    `,
      check: (values) => {
        expect(values.map(({ polls }) => polls)).toEqual([1, 2, 3, 4, 5, 6, 7]);
        expect(values[1]).toMatchObject({ state: 'running', progress: { total: 1 }, warning: { _tag: 'Unavailable' } });
        expect(values.at(-1)).not.toHaveProperty('warning');
      },
    },
    {
      shows: 'Retry-After moves the next poll later, to the first tick after it',
      options: { retryInterval: 3 },
      answers: { l: trouble.rateLimited(7) },
      marbles: `
      sync$    w--------(s|)
      status   e
      trigger  a
      status   l
      status            s
    `,
      delays: [9],
    },
    {
      shows: 'polls that fail are used up as others are',
      options: { retryInterval: 3, maxRetries: 2 },
      marbles: `
      sync$    w--(u|)
      status   e
      trigger  a
      status   x
      status      x
    `,
      check: (values) =>
        expect(values.at(-1)).toMatchObject({
          polls: 2,
          error: { _tag: 'TimedOut', limit: 'maxRetries', cause: { _tag: 'Unavailable' } },
        }),
    },
    {
      shows: 'the baseline is read again through transient trouble',
      options: { retryInterval: 3 },
      answers: { l: trouble.rateLimited(5) },
      marbles: `
      sync$    w--w----(s|)
      status   x
      status      l
      status           e
      trigger          a
      status           s
    `,
      check: ([first]) =>
        expect(first).toMatchObject({ state: 'pending', polls: 0, elapsed: 0, warning: { _tag: 'Unavailable' } }),
    },
    {
      shows: 'the baseline is not read more often than polls are allowed',
      options: { retryInterval: 3, maxRetries: 2 },
      marbles: `
      sync$    w--(f|)
      status   x
      status      x
    `,
      check: ([, end]) =>
        expect(end).toMatchObject({
          polls: 0,
          error: { _tag: 'Unavailable', answers: { Unavailable: 2 }, lastDelay: 3 },
        }),
    },
    {
      shows: 'the delays of a schedule come before what is sent again, too',
      options: { retryInterval: (poll) => poll * 2, maxRetries: 3 },
      marbles: `
      sync$    w-w---(s|)
      status   x
      status     x
      status         e
      trigger        a
      status         s
    `,
    },
    {
      shows: 'the trigger is sent again where the service surely did not take it, after a new look at the status',
      options: { retryInterval: 3 },
      answers: { c: trouble.connectionRefused(), l: trouble.rateLimited(5), v: trouble.unavailable(503) },
      marbles: `
      sync$    w--w----w--(s|)
      status   e
      trigger  c
      status      e
      trigger     l
      status           e
      trigger          v
      status              e
      trigger             a
      status              s
    `,
    },
    {
      shows: 'what others did until the trigger was sent again is not what this sync did',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: { l: trouble.rateLimited(), o: [failed()], n: [failed(), succeeded({ startTime: 1_700_000_200 })] },
      marbles: `
      sync$    w--(s|)
      status   e
      trigger  l
      status      o
      trigger     a
      status      n
    `,
    },
    {
      shows: 'nor is it where that looks like success',
      options: { retryInterval: 3, maxRetries: 3 },
      answers: { l: trouble.rateLimited(), n: [succeeded(), task({ startTime: 1_700_000_200 })] },
      marbles: `
      sync$    w--r--r--(u|)
      status   e
      trigger  l
      status      s
      trigger     a
      status      n
      status         n
      status            n
    `,
    },
    {
      shows: 'a trigger that was turned away each time failed',
      options: { retryInterval: 3, maxRetries: 2 },
      answers: { l: trouble.rateLimited() },
      marbles: `
      sync$    w--(f|)
      status   e
      trigger  l
      status      e
      trigger     l
    `,
      check: ([, end]) => expect(end).toMatchObject({ polls: 0, error: { _tag: 'RateLimited' } }),
    },
    {
      shows:
        'a trigger that the service may have taken is not sent again but followed: a new task proves that it arrived',
      options: { retryInterval: 3 },
      answers: { c: trouble.connectionReset() },
      marbles: `
      sync$    -w-r-(s|)
      status   e
      trigger  -c
      status    --r
      status       -s
    `,
      check: ([first, second, end]) => {
        expect(first).toMatchObject({ state: 'pending', polls: 0, warning: { code: 'ECONNRESET' } });
        expect(first).toMatchObject({ handle: { accepted: false, baseline: [] } });
        expect(second).toMatchObject({ polls: 1, handle: { accepted: true } });
        expect(end).toMatchObject({ polls: 2, handle: { accepted: true } });
      },
    },
    {
      shows: 'it stays unconfirmed where no new task is listed',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: { c: trouble.connectionReset() },
      marbles: `
      sync$    -w-p-(u|)
      status   s
      trigger  -c
      status    --s
      status       -s
    `,
      check: (values) =>
        expect(values.at(-1)).toMatchObject({
          contextStatusData: [],
          handle: { accepted: false },
          error: { _tag: 'TimedOut', limit: 'settlePolls', cause: { code: 'ECONNRESET' } },
        }),
    },
    {
      shows: 'it stays unconfirmed where the status is refused',
      answers: { c: trouble.connectionReset() },
      marbles: `
      sync$    -w-(u|)
      status   e
      trigger  -c
      status    --d
    `,
      check: (values) => expect(values.at(-1)).toMatchObject({ error: { _tag: 'Unauthorized' } }),
    },
    {
      shows: 'the delay that is told after a Retry-After is the one that is kept, in the log and in the error',
      options: { retryInterval: 3, maxRetries: 2 },
      answers: { l: trouble.rateLimited(7) },
      marbles: `
      sync$    w--------(u|)
      status   e
      trigger  a
      status   l
      status            r
    `,
      delays: [9],
      check: (values) => expect(values.at(-1)).toMatchObject({ error: { limit: 'maxRetries', lastDelay: 9 } }),
    },
    {
      shows: 'of a page: a start whose answer got lost is asked for again, and triggers nothing more',
      course: 'r--------------s',
      marbles: `
      page     w---------r----(s|)
      post     #
      trigger  a
      post               a
      get                r----(s!)
      server             r----(s|)
    `,
    },
    {
      shows:
        'of a page: a connection that breaks is a warning, and opened again; the sync goes on, and nothing is triggered',
      course: 'r-------s',
      marbles: `
      page     r-w--r--(s|)
      post     a
      trigger  a
      get      r-#
      server   r-!
      get           r--(s!)
      server        r--(s|)
    `,
    },
  ],
} satisfies Rule;
