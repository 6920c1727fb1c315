import { expect } from 'vitest';
import type { Rule } from '../spec/support/rule.js';
import { handleOf } from '../spec/support/picture.js';
import { failed, succeeded, task } from '../spec/support/tasks.js';

export default {
  number: 6,
  name: 'nothing listed',
  says: 'Nothing listed is `pending` for `settlePolls` polls, then there was nothing to do; unless nobody looked since the trigger, something of its context is listed otherwise, or a failure, or an earlier sync, could look just so.',
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
      shows: 'where that old entry is a failed one, so did this sync',
      options: { retryInterval: 3, settlePolls: 1 },
      marbles: `
      sync$    r--r--(f|)
      status   f
      trigger  a
      status   p
      status      f
      status         f
    `,
    },
    {
      shows: 'what is new under its context at another path is not nothing',
      options: { retryInterval: 3, settlePolls: 1, contextId: 'ctx', path: '/data' },
      answers: { l: [task({ path: '/home/me/data' })] },
      marbles: `
      sync$    p--(u|)
      status   e
      trigger  a
      status   l
      status      l
    `,
      check: (values) =>
        expect(values.at(-1)).toMatchObject({
          contextStatusData: [],
          error: { limit: 'settlePolls', listed: [task({ path: '/home/me/data' })] },
        }),
    },
    {
      shows: 'nor is what was listed so at one poll, and left the list',
      options: { retryInterval: 3, settlePolls: 1, contextId: 'ctx', path: '/data' },
      answers: { l: [task({ path: '/home/me/data' })] },
      marbles: `
      sync$    p--(u|)
      status   e
      trigger  a
      status   l
      status      e
    `,
      check: (values) =>
        expect(values.map(({ handle }) => handle.seen)).toEqual(Array(2).fill([task({ path: '/home/me/data' })])),
    },
    {
      shows: 'nor is a new task of a type that nobody knows',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: { l: [task({ taskType: 'full_upload' })] },
      marbles: `
      sync$    p--(u|)
      status   e
      trigger  a
      status   l
      status      l
    `,
    },
    {
      shows: 'what was listed so before the trigger is no doubt, gone on or not',
      options: { retryInterval: 3, settlePolls: 1, contextId: 'ctx', path: '/data' },
      answers: {
        o: [task({ path: '/else' }), succeeded({ taskType: 'index' })],
        l: [succeeded({ path: '/else' }), succeeded({ taskType: 'index' })],
      },
      marbles: `
      sync$    p--(s|)
      status   o
      trigger  a
      status   l
      status      l
    `,
    },
    {
      shows: 'an empty list proves nothing about the past: not to whoever follows an hour later',
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ triggeredAt: -3_600_000 }),
      marbles: `
      follow$  p--(u|)
      status   e
      status      e
    `,
      check: (values) => expect(values.at(-1)).toMatchObject({ elapsed: 3_600_003, error: { limit: 'settlePolls' } }),
    },
    {
      shows: 'nor to whoever follows by a clock that was set back',
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ triggeredAt: 3_600_000 }),
      marbles: `
      follow$  p--(u|)
      status   e
      status      e
    `,
    },
    {
      shows: 'it does to whoever follows within a minute',
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ triggeredAt: -59_000 }),
      marbles: `
      follow$  p--(s|)
      status   e
      status      e
    `,
    },
    {
      shows: 'what a handle has seen running is not done because it is not listed any more',
      options: { retryInterval: 3, maxRetries: 3 },
      handle: handleOf({ seen: [task()] }),
      marbles: `
      follow$  r--r--(u|)
      status   e
      status      e
      status         e
    `,
      check: (values) => expect(values.at(-1)).toMatchObject({ contextStatusData: [task()] }),
    },
    {
      shows: 'what a handle has seen to end has ended so',
      handle: handleOf({ seen: [failed()], triggeredAt: -3_600_000 }),
      marbles: `
      follow$  (f|)
      status   e
    `,
    },
    {
      shows: 'or so',
      handle: handleOf({ seen: [succeeded()], triggeredAt: -3_600_000 }),
      marbles: `
      follow$  (s|)
      status   e
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
      shows: "where the trigger's answer got lost, a new task proves that it arrived, and what else failed counts",
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ accepted: false, baseline: [{ ...failed(), status: 'Running', finishTime: 0 }] }),
      answers: { m: [failed(), succeeded({ contextId: 'ctx-2' })] },
      marbles: `
      follow$  r--(f|)
      status   m
      status      m
    `,
      check: (values) => expect(values.at(-1)).toMatchObject({ error: { _tag: 'TaskFailed', tasks: [failed()] } }),
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
    {
      shows: 'what a handle has seen listed otherwise is not nothing because it left the list',
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({ contextId: 'ctx', path: '/data', seen: [task({ path: '/home/me/data' })] }),
      drawn: false,
      marbles: `
      follow$  p--(u|)
      status   e
      status      e
    `,
      check: (values) =>
        expect(values.at(-1)).toMatchObject({
          contextStatusData: [],
          error: { limit: 'settlePolls', listed: [task({ path: '/home/me/data' })] },
        }),
    },
  ],
} satisfies Rule;
