import { expect } from 'vitest';
import { trouble } from '../spec/support/errors.js';
import type { Rule } from '../spec/support/rule.js';

export default {
  number: 7,
  name: 'transient trouble does not end a sync',
  says: 'Network errors, slow requests, 408, 429, 5xx, throttling and unreadable answers do not end a sync. The trigger is sent again only where it surely was not taken.',
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
      sync$    --------(s|)
      status   x
      status      l
      status           e
      trigger          a
      status           s
    `,
    },
    {
      shows: 'the baseline is not read more often than polls are allowed',
      options: { retryInterval: 3, maxRetries: 2 },
      marbles: `
      sync$    ---(u|)
      status   x
      status      x
    `,
      check: ([end]) => expect(end).toMatchObject({ polls: 0, error: { _tag: 'Unavailable' } }),
    },
    {
      shows: 'the delays of a schedule come before what is sent again, too',
      options: { retryInterval: (poll) => poll * 2, maxRetries: 3 },
      marbles: `
      sync$    ------(s|)
      status   x
      status     x
      status         e
      trigger        a
      status         s
    `,
    },
    {
      shows: 'the trigger is sent again where the service surely did not take it',
      options: { retryInterval: 3 },
      answers: { c: trouble.connectionRefused(), l: trouble.rateLimited(5), v: trouble.unavailable(503) },
      marbles: `
      sync$    -----------(s|)
      status   e
      trigger  c
      trigger     l
      trigger          v
      trigger             a
      status              s
    `,
    },
    {
      shows: 'the trigger is not sent again where the service may have taken it',
      options: { retryInterval: 3 },
      answers: { c: trouble.connectionReset() },
      marbles: `
      sync$    -(u|)
      status   e
      trigger  -c
    `,
      check: ([end]) =>
        expect(end).toMatchObject({ state: 'unconfirmed', polls: 0, handle: { accepted: false, baseline: [] } }),
    },
  ],
} satisfies Rule;
