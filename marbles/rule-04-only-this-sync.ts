import { expect } from 'vitest';
import type { Rule } from '../spec/support/rule.js';
import { failed, succeeded, task } from '../spec/support/tasks.js';

const later = { startTime: 1_700_000_200, finishTime: 1_700_000_201 };

export default {
  number: 4,
  name: "only this sync's tasks count",
  says: 'Only tasks of the direction, context and path that were asked for count, and not those that the baseline already showed finished.',
  pictures: [
    {
      shows: 'a task that the baseline showed finished is not of this sync',
      options: { retryInterval: 3 },
      answers: { o: [succeeded()], n: [succeeded(), task(later)], b: [succeeded(), succeeded(later)] },
      marbles: `
      sync$    p--r--(s|)
      status   o
      trigger  a
      status   o
      status      n
      status         b
    `,
      check: (values) => expect(values.at(-1)?.contextStatusData).toEqual([succeeded(later)]),
    },
    {
      shows: 'a task that the baseline showed unfinished is waited for',
      options: { retryInterval: 3 },
      marbles: `
      sync$    r--(s|)
      status   r
      trigger  a
      status   r
      status      s
    `,
    },
    {
      shows: 'tasks of other contexts, paths, directions and types are not waited for',
      options: { retryInterval: 3, contextId: 'ctx', path: '/data', mode: 'upload' },
      answers: {
        o: [task({ contextId: 'other' }), task({ path: '/else' }), task({ taskType: 'download' }), succeeded()],
      },
      marbles: `
      sync$    (s|)
      status   e
      trigger  a
      status   o
    `,
      check: (values) => expect(values.at(-1)?.contextStatusData).toEqual([succeeded()]),
    },
    {
      shows: 'a task of another type is not waited for, one without a type is',
      options: { retryInterval: 3 },
      answers: { o: [task({ taskType: 'index' }), task({ taskType: '' })], t: [succeeded({ taskType: '' })] },
      marbles: `
      sync$    r--(s|)
      status   e
      trigger  a
      status   o
      status      t
    `,
    },
    {
      shows: 'without a baseline, a finished task of an earlier sync counts',
      options: { baseline: false },
      marbles: `
      sync$    (s|)
      trigger  a
      status   s
    `,
    },
    {
      shows: 'a task that vanishes from the list unfinished was not seen to succeed',
      options: { retryInterval: 3, maxRetries: 4 },
      marbles: `
      sync$    r--r--r--(u|)
      status   e
      trigger  a
      status   r
      status      e
      status         e
      status            e
    `,
      check: (values) => expect(values.at(-1)?.contextStatusData).toEqual([task()]),
    },
    {
      shows: 'an old failed task does not make this sync failed',
      options: { retryInterval: 3 },
      answers: { o: [failed()], n: [failed(), task(later)], b: [failed(), succeeded(later)] },
      marbles: `
      sync$    p--r--(s|)
      status   o
      trigger  a
      status   o
      status      n
      status         b
    `,
    },
  ],
} satisfies Rule;
