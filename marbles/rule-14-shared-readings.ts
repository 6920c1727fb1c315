import { expect } from 'vitest';
import { handleOf } from '../spec/support/picture.js';
import type { Rule } from '../spec/support/rule.js';
import { succeeded, task } from '../spec/support/tasks.js';

const one = handleOf({ contextId: 'ctx', path: '/data' });
const two = handleOf({ contextId: 'ctx-2', path: '/more' });
const ofTwo = { contextId: 'ctx-2', path: '/more' };

export default {
  number: 14,
  name: 'readings are shared',
  says: 'Everyone who follows one session through one client reads its status list together: whoever asks joins the next request that was not sent yet, for an older one may not know their trigger. While several ask, requests are 25 ms apart; one that hangs blocks nobody. Who has the same interval ticks together. No outcome changes by it, and nobody who leaves disturbs the others.',
  pictures: [
    {
      shows: 'who asks first is served at once; whoever asks within 25 ms joins the next request',
      options: { retryInterval: 60 },
      marbles: `
      follow$  r-----------------------------------------------------------(s|)
      follow$    -----------------------r----------------------------------(s|)
      follow$           ----------------r----------------------------------(s|)
      status   r
      status                            r
      status                                                               s
    `,
    },
    {
      shows: 'nobody takes the reading of a request that was sent before they asked',
      options: { retryInterval: 80 },
      marbles: `
      follow$  ------(s|)
      follow$      -------------------------(s|)
      status   ------s
      status                            ----s
    `,
    },
    {
      shows: 'a request that hangs blocks nobody',
      options: { retryInterval: 80 },
      marbles: `
      follow$  ----------------------------------------(s|)
      follow$      ---------------------(s|)
      status   ----------------------------------------s
      status                            s
    `,
    },
    {
      shows: 'who has the same interval ticks together: the first poll comes at once, the next one with the others',
      options: { retryInterval: 60 },
      marbles: `
      follow$  r-----------------------------------------------------------(s|)
      follow$                              r-------------------------------(s|)
      status   r
      status                               r
      status                                                               s
    `,
    },
    {
      shows: 'who is alone keeps its own pace, however brisk',
      options: { retryInterval: 3 },
      marbles: `
      follow$  r--r--(s|)
      status   r
      status      r
      status         s
    `,
    },
    {
      shows: 'a tick of others that comes early is no poll that must look settled: nobody ends sooner than alone',
      options: { retryInterval: 60, settlePolls: 1 },
      each: [{ settlePolls: 9 }],
      marbles: `
      follow$  p-----------------------------------------------------------p------------------------------------------------------!
      follow$                              p-------------------------------p-----------------------------------------------------------(s|)
      status   e
      status                               e
      status                                                               e
      status                                                                                                                           e
    `,
    },
    {
      shows: 'who follow different contexts read the whole list, and each picks its own',
      options: { retryInterval: 60 },
      each: [{ handle: one }, { handle: two }],
      answers: { t: [task(), task(ofTwo)], u: [succeeded(), succeeded(ofTwo)] },
      asked: ['ctx', 'ctx-2', undefined],
      marbles: `
      follow$  r-----------------------------------------------------------(s|)
      follow$    -----------------------p----------------------------------(s|)
      status   r
      status                            e
      status                                                               u
    `,
      check: (values) =>
        expect(values.map(({ contextStatusData }) => contextStatusData.map(({ contextId }) => contextId))).toEqual([
          ['ctx'],
          [],
          ['ctx'],
          ['ctx-2'],
        ]),
    },
    {
      shows: 'who leaves disturbs nobody; the last one to leave stops the request',
      options: { retryInterval: 60 },
      marbles: `
      follow$  r------------------------------!
      follow$    ---------------------------------!
      status   r
      status                            ----------!
    `,
    },
    {
      shows: 'the baseline is read together with those who follow, and so is the first poll, with who asked since',
      options: { retryInterval: 80 },
      marbles: `
      sync$    r-------------------------------------------------------------------------------(s|)
      sync$      ------------------------------------------------r-----------------------------(s|)
      status   e
      trigger  a
      status   r
      status                            e
      trigger                           -----------a
      status                                                     r
      status                                                                                   s
    `,
    },
    {
      shows: 'each keeps its own requestTimeout, for one request',
      options: { retryInterval: 80 },
      each: [{}, { requestTimeout: 10 }, {}],
      marbles: `
      follow$  r-------------------------------------------------------------------------------(s|)
      follow$    ---------------------------------w--------------------------------------------(s|)
      follow$     ---------------------------------------r-------------------------------------(s|)
      status   r
      status                            -----------------r
      status                                                                                   s
    `,
    },
    {
      shows: 'watch$ reads with them, too',
      options: { retryInterval: 60 },
      marbles: `
      follow$  r-----------------------------------------------------------(s|)
      watch$     -----------------------s----------------------------------s-------!
      status   r
      status                            r
      status                                                               s
    `,
    },
    {
      shows: 'who follows by a schedule ticks alone, and asks together with the others all the same',
      options: { retryInterval: () => 60 },
      marbles: `
      follow$  r-----------------------------------------------------------(s|)
      follow$    -----------------------r-----------------------------------------------------------(s|)
      status   r
      status                            r
      status                                                               s
      status                                                                                        s
    `,
    },
    {
      shows:
        'where an entry of the whole list may be of their context or not, they ask for theirs alone: the service knows',
      options: { retryInterval: 60 },
      each: [{ handle: one }, { handle: two }],
      answers: { u: [succeeded({ contextId: 'CTX' }), succeeded({ contextId: 'ctx-2', path: '/more' })] },
      asked: ['ctx', 'ctx-2', undefined, 'ctx', 'ctx'],
      marbles: `
      follow$  r-----------------------------------------------------------r-----------------------------------------------------------(s|)
      follow$    -----------------------p----------------------------------(s|)
      status   r
      status                            e
      status                                                               u
      status                                                               r
      status                                                                                                                           s
    `,
    },
  ],
} satisfies Rule;
