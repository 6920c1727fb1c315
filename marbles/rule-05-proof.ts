import { expect } from 'vitest';
import type { Rule } from '../spec/support/rule.js';
import { failed, succeeded, task } from '../spec/support/tasks.js';

const second = { contextId: 'ctx-2', path: '/more' };

export default {
  number: 5,
  name: 'done only on proof',
  says: 'All tasks of the sync must have ended in `Success`, in any letter case. A status that is refused or unreadable is never an empty list.',
  pictures: [
    {
      shows: 'all tasks must succeed, not only the first',
      options: { retryInterval: 3 },
      answers: { m: [succeeded(), task(second)], b: [succeeded(), succeeded(second)] },
      marbles: `
      sync$    r--(s|)
      status   e
      trigger  a
      status   m
      status      b
    `,
      check: ([first, last]) => {
        expect(first?.progress).toEqual({ total: 2, finished: 1, failed: 0 });
        expect(last?.progress).toEqual({ total: 2, finished: 2, failed: 0 });
      },
    },
    {
      shows: 'a failed task is waited with until the others end',
      options: { retryInterval: 3 },
      answers: { m: [failed(), task(second)], b: [failed(), succeeded(second)] },
      marbles: `
      sync$    r--(f|)
      status   e
      trigger  a
      status   m
      status      b
    `,
      check: (values) =>
        expect(values.at(-1)).toMatchObject({
          success: false,
          progress: { total: 2, finished: 2, failed: 1 },
          error: { _tag: 'TaskFailed', tasks: [failed()], total: 2, lastSnapshot: { state: 'running' } },
        }),
    },
    {
      shows: 'with failFast the first failed task ends it',
      options: { retryInterval: 3, failFast: true },
      answers: { m: [failed(), task(second)] },
      marbles: `
      sync$    (f|)
      status   e
      trigger  a
      status   m
    `,
    },
    {
      shows: 'the final statuses count in any letter case, any other status is unfinished and kept as it came',
      options: { retryInterval: 3 },
      answers: { q: [task({ status: 'completed' })], l: [succeeded({ status: 'SUCCESS' })] },
      marbles: `
      sync$    r--(s|)
      status   e
      trigger  a
      status   q
      status      l
    `,
      check: ([first]) => expect(first?.contextStatusData[0]?.status).toBe('completed'),
    },
    {
      shows: 'a status that is refused is not an empty list',
      options: { retryInterval: 3, settlePolls: 0 },
      marbles: `
      sync$    (u|)
      status   e
      trigger  a
      status   d
    `,
      check: ([end]) => {
        expect(end).toMatchObject({
          state: 'unconfirmed',
          error: { _tag: 'Unauthorized', answers: { Unauthorized: 1 } },
        });
        expect(end?.error).toMatchObject({ lastSnapshot: undefined, lastDelay: undefined });
      },
    },
  ],
} satisfies Rule;
