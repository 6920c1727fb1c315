import { expect } from 'vitest';
import type { Rule } from '../spec/support/rule.js';
import { handleOf } from '../spec/support/picture.js';
import { failed, succeeded, task } from '../spec/support/tasks.js';

export default {
  number: 6,
  name: 'nothing listed',
  says: 'Nothing listed is `pending` for `settlePolls` polls, then there was nothing to do; unless a failure, or an earlier sync, could look just so.',
  pictures: [
    {
      shows: 'nothing listed is pending for settlePolls polls, then there was nothing to do',
      options: { retryInterval: 3 },
      marbles: `
      sync$    p--p--(s|)
      status   e
      trigger  a
      status   e
      status      e
      status         e
    `,
      check: (values) => expect(values.at(-1)).toMatchObject({ contextStatusData: [], progress: { total: 0 } }),
    },
    {
      shows: 'a task that is listed late is followed',
      options: { retryInterval: 3 },
      marbles: `
      sync$    p--p--r--(s|)
      status   e
      trigger  a
      status   e
      status      e
      status         p
      status            s
    `,
    },
    {
      shows: 'a poll that fails shows nothing, so it does not count as one that showed no task',
      options: { retryInterval: 3, settlePolls: 1 },
      marbles: `
      sync$    p--w--w--(s|)
      status   e
      trigger  a
      status   e
      status      x
      status         x
      status            e
    `,
    },
    {
      shows: 'where only an old failed task is listed, the sync may have failed again within the second',
      options: { retryInterval: 3, settlePolls: 1 },
      marbles: `
      sync$    p--(u|)
      status   f
      trigger  a
      status   f
      status      f
    `,
      check: (values) =>
        expect(values.at(-1)).toMatchObject({
          contextStatusData: [],
          error: { _tag: 'TimedOut', limit: 'settlePolls' },
        }),
    },
    {
      shows: 'an old failed task that a later one made good is no such doubt',
      options: { retryInterval: 3, settlePolls: 0 },
      answers: { o: [failed(), succeeded({ startTime: 1_700_000_200 })] },
      marbles: `
      sync$    (s|)
      status   o
      trigger  a
      status   o
    `,
    },
    {
      shows: 'a sync repeated within the second can end in an entry that looks old: it counts once it stays so',
      options: { retryInterval: 3, settlePolls: 1 },
      marbles: `
      sync$    r--r--(s|)
      status   s
      trigger  a
      status   p
      status      s
      status         s
    `,
      check: (values) => expect(values.at(-1)).toMatchObject({ contextStatusData: [succeeded()] }),
    },
    {
      shows: 'it counts from when it came back, however long the sync had run before',
      options: { retryInterval: 3, settlePolls: 1 },
      marbles: `
      sync$    r--r--r--(s|)
      status   s
      trigger  a
      status   p
      status      p
      status         s
      status            s
    `,
    },
    {
      shows: 'an old entry that was there all the time is not the end of a task that vanishes',
      options: { retryInterval: 3, settlePolls: 0, maxRetries: 4 },
      answers: { q: [succeeded(), task({ status: 'Pending', startTime: 0 })] },
      marbles: `
      sync$    r--r--r--(u|)
      status   s
      trigger  a
      status   q
      status      s
      status         s
      status            s
    `,
    },
    {
      shows: 'an old entry that comes back because a list is late does not end it',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: { q: [task({ startTime: 1_700_000_300 })], t: [succeeded({ startTime: 1_700_000_300 })] },
      marbles: `
      sync$    r--r--r--r--r--(s|)
      status   s
      trigger  a
      status   p
      status      s
      status         q
      status            s
      status               s
      status                  t
    `,
    },
    {
      shows: 'where that old entry is a failed one, the end is not known',
      options: { retryInterval: 3, settlePolls: 1 },
      marbles: `
      sync$    r--r--(u|)
      status   f
      trigger  a
      status   p
      status      f
      status         f
    `,
    },
    {
      shows: "where the trigger's answer got lost, nothing listed proves nothing",
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ accepted: false }),
      marbles: `
      follow$  p--(u|)
      status   e
      status      e
    `,
    },
    {
      shows: "where the trigger's answer got lost, the end of an earlier sync's task proves nothing",
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ accepted: false, baseline: [{ ...succeeded(), status: 'Running', finishTime: 0 }] }),
      marbles: `
      follow$  r--r--(u|)
      status   r
      status      s
      status         s
    `,
    },
    {
      shows: "where the trigger's answer got lost, an earlier sync's failed task does not make it failed",
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ accepted: false, baseline: [{ ...failed(), status: 'Running', finishTime: 0 }] }),
      marbles: `
      follow$  r--(u|)
      status   f
      status      f
    `,
    },
    {
      shows: "where the trigger's answer got lost, a new task does not make good what else may have failed",
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ accepted: false, baseline: [{ ...failed(), status: 'Running', finishTime: 0 }] }),
      answers: { m: [failed(), succeeded({ contextId: 'ctx-2' })] },
      marbles: `
      follow$  (u|)
      status   m
    `,
      check: ([end]) => expect(end).toMatchObject({ error: { operation: 'sync', limit: 'settlePolls', allowed: 1 } }),
    },
    {
      shows: "where the trigger's answer got lost and no baseline was read, a finished task proves nothing",
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ accepted: false, baseline: undefined }),
      marbles: `
      follow$  r--(u|)
      status   s
      status      s
    `,
    },
    {
      shows: "where the trigger's answer got lost, a new task proves that it arrived",
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ accepted: false, baseline: [] }),
      marbles: `
      follow$  r--(s|)
      status   r
      status      s
    `,
    },
  ],
} satisfies Rule;
