import { expect } from 'vitest';
import { trouble } from '../spec/support/errors.js';
import type { Rule } from '../spec/support/rule.js';
import { succeeded } from '../spec/support/tasks.js';

const throttled = { h: trouble.rateLimited(40), l: trouble.rateLimited(900) };

export default {
  number: 15,
  name: 'a client keeps its pace',
  says: 'Never more than `maxConcurrency` requests in flight: the others wait in turn, and their `requestTimeout` begins when they are sent. A `Retry-After` of a throttled key pauses the whole client, once: who waits shows it as its warning, its deadline holds, and no poll is lost that was not sent.',
  pictures: [
    {
      shows: 'with one request at a time, the others wait in turn',
      options: { baseline: false },
      maxConcurrency: 1,
      marbles: `
      start$   ---(s|)
      start$    -----(s|)
      start$     ------(s|)
      trigger  ---a
      trigger     ---a
      trigger        --a
    `,
    },
    {
      shows: 'who leaves the queue is not sent',
      options: { baseline: false },
      maxConcurrency: 1,
      marbles: `
      start$   ---(s|)
      start$    -!
      start$     ---(s|)
      trigger  ---a
      trigger     --a
    `,
    },
    {
      shows: 'requestTimeout begins when it is sent, not while it waits',
      options: { baseline: false, retryInterval: 9 },
      each: [{}, { requestTimeout: 4 }],
      maxConcurrency: 1,
      marbles: `
      start$   ------(s|)
      start$    --------(s|)
      trigger  ------a
      trigger        ---a
    `,
    },
    {
      shows: 'a deadline that comes before the trigger was sent: surely nothing was triggered',
      options: { baseline: false, timeout: 4 },
      each: [{ timeout: 9 }],
      maxConcurrency: 1,
      marbles: `
      start$   ------(s|)
      sync$     ----(f|)
      trigger  ------a
    `,
    },
    {
      shows: 'a baseline is read when the trigger can follow at once: what others began meanwhile is in it',
      options: { retryInterval: 70 },
      maxConcurrency: 1,
      marbles: `
      sync$    -----r------------------------------------------------------!
      sync$     -----------------------------r----------------------------------!
      status   e
      trigger  -----a
      status        r
      trigger       ---a
      status                                 r
    `,
    },
    {
      shows: 'a throttled key pauses every request of the client; who waits warns, and loses no poll',
      options: { retryInterval: 70 },
      answers: throttled,
      marbles: `
      follow$  w---------------------------------------------------------------------(s|)
      follow$    -----------------------w--------------r-----------------------------(s|)
      status   h
      status                                           r
      status                                                                         s
    `,
      check: (values) => expect(values.map(({ polls }) => polls)).toEqual([1, 0, 1, 2, 2]),
    },
    {
      shows: 'so do triggers, and the baseline before them',
      options: { retryInterval: 95 },
      answers: throttled,
      marbles: `
      follow$  w----------------------------------------------------------------------------------------------(s|)
      sync$      w--------------------------------------------------------------r-----------------------------(s|)
      start$       -------------------------------------------------------------(s|)
      status   h
      status                                           e
      trigger                                          a
      status                                                                    r
      trigger                                                                   a
      status                                                                                                  s
    `,
    },
    {
      shows: 'deadlines hold meanwhile: unconfirmed where a sync was followed, failed where none was triggered',
      options: { retryInterval: 60 },
      each: [{}, { timeout: 30 }, { timeout: 29 }],
      answers: throttled,
      marbles: `
      follow$  w-------------------------------------------!
      follow$    -----------------------w------(u|)
      sync$       w----------------------------(f|)
      status   l
    `,
      check: (values) =>
        expect(values.filter(({ done }) => done).map(({ error }) => error)).toMatchObject([
          { _tag: 'TimedOut', cause: { _tag: 'RateLimited' } },
          { _tag: 'TimedOut', cause: { _tag: 'RateLimited' } },
        ]),
    },
    {
      shows:
        'a trigger that was held is sent after a new look at the list: what others did meanwhile is not of this sync',
      options: { retryInterval: 60 },
      answers: { ...throttled, t: [succeeded(), succeeded({ startTime: 1_700_000_150, finishTime: 1_700_000_151 })] },
      marbles: `
      follow$  ------------------------------w-----!
      sync$      ---------------------------------w--------------------------------------------p------------------------------------------------------(s|)
      status   ------------------------------h
      status                            ----------e
      status                                                                         -----s
      trigger                                                                             a
      status                                                                              -----s
      status                                                                                                                                          t
    `,
      check: (values) => expect(values.at(-1)?.progress.total).toBe(1),
    },
    {
      shows: 'that is no try that is used up: nothing was sent',
      drawn: false,
      options: { retryInterval: 20, maxRetries: 2 },
      answers: throttled,
      marbles: `
      follow$  ------------------------------w-----!
      start$     --------------------------------------------------------------------------------------------------(s|)
      status   ------------------------------h
      status                            ----------e
      status                                                                         -----x
      status                                                                                                  -----e
      trigger                                                                                                      a
    `,
    },
  ],
} satisfies Rule;
