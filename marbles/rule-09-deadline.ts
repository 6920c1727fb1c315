import { expect } from 'vitest';
import { trouble } from '../spec/support/errors.js';
import type { Rule } from '../spec/support/rule.js';
import { failed, task } from '../spec/support/tasks.js';

export default {
  number: 9,
  name: 'a deadline for the whole',
  says: 'At the deadline the end is `unconfirmed`, or `failed` where a task was seen to fail.',
  pictures: [
    {
      shows: 'the deadline ends it unconfirmed, between two polls',
      options: { retryInterval: 4, timeout: 10 },
      marbles: `
      sync$    r---r---r-(u|)
      status   e
      trigger  a
      status   r
      status       r
      status           r
    `,
      check: (values) =>
        expect(values.at(-1)).toMatchObject({
          state: 'unconfirmed',
          elapsed: 10,
          contextStatusData: [task()],
          error: {
            _tag: 'TimedOut',
            limit: 'timeout',
            allowed: 10,
            polls: 3,
            lastSnapshot: { state: 'running', polls: 3 },
          },
        }),
    },
    {
      shows: 'a deadline at the moment of a tick comes first',
      options: { retryInterval: 4, timeout: 4 },
      marbles: `
      sync$    r---(u|)
      status   e
      trigger  a
      status   r
    `,
    },
    {
      shows: 'the deadline stops a poll in flight',
      options: { retryInterval: 4, timeout: 10 },
      marbles: `
      sync$    r---------(u|)
      status   e
      trigger  a
      status   r
      status       ------!
    `,
    },
    {
      shows: 'the deadline counts from the subscription: baseline and trigger are part of the whole',
      options: { retryInterval: 4, timeout: 11 },
      marbles: `
      sync$    ------r----(u|)
      status   ---e
      trigger     ---a
      status         r
      status             -!
    `,
    },
    {
      shows: 'the deadline stops a trigger in flight',
      options: { timeout: 5 },
      marbles: `
      sync$    -----(u|)
      status   --e
      trigger    ---!
    `,
      check: ([end]) =>
        expect(end).toMatchObject({
          handle: { accepted: false, requestId: '' },
          error: { _tag: 'TimedOut', operation: 'sync', limit: 'timeout', allowed: 5, polls: 0 },
        }),
    },
    {
      shows: 'the deadline stops the wait for a service that asks for patience',
      options: { timeout: 5, retryInterval: 9 },
      marbles: `
      sync$    w----(f|)
      status   x
    `,
      check: (values) =>
        expect(values.at(-1)).toMatchObject({
          polls: 0,
          error: {
            limit: 'timeout',
            cause: { _tag: 'Unavailable' },
            answers: { Unavailable: 1 },
            lastSnapshot: { state: 'pending', warning: { _tag: 'Unavailable' } },
          },
        }),
    },
    {
      shows: 'the deadline after triggers that were all turned away is a failure: surely nothing was triggered',
      options: { timeout: 5, retryInterval: 3 },
      answers: { l: trouble.rateLimited() },
      marbles: `
      sync$    w--w-(f|)
      status   e
      trigger  l
      status      e
      trigger     l
    `,
      check: (values) => expect(values.at(-1)).toMatchObject({ error: { answers: { RateLimited: 2 }, lastDelay: 3 } }),
    },
    {
      shows: 'the deadline comes while what came of a lost trigger is looked for',
      options: { timeout: 5, retryInterval: 3 },
      answers: { c: trouble.connectionReset() },
      marbles: `
      sync$    -w---(u|)
      status   e
      trigger  -c
      status    ----!
    `,
    },
    {
      shows: 'where a task was already seen to fail, it is failed',
      options: { retryInterval: 4, timeout: 5 },
      answers: { m: [failed(), task({ contextId: 'ctx-2' })] },
      marbles: `
      sync$    r---r(f|)
      status   e
      trigger  a
      status   m
      status       m
    `,
      check: (values) => expect(values.at(-1)).toMatchObject({ error: { _tag: 'TaskFailed', tasks: [failed()] } }),
    },
  ],
} satisfies Rule;
