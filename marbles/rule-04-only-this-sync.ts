import { expect } from 'vitest';
import type { SyncSnapshot } from '../src/model/sync/SyncSnapshot.js';
import type { Rule } from '../spec/support/rule.js';
import { failed, succeeded, task } from '../spec/support/tasks.js';

const other = { contextId: 'ctx-2', path: '/more' };
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
      shows: 'a task that the baseline showed unfinished is waited for, and then for another that may come',
      options: { retryInterval: 3, settlePolls: 1 },
      marbles: `
      sync$    r--r--(s|)
      status   r
      trigger  a
      status   r
      status      s
      status         s
    `,
    },
    {
      shows: 'the end of a task that the baseline showed unfinished is not the end of one that is listed late',
      options: { retryInterval: 3 },
      answers: { b: [succeeded(), task(later)], c: [succeeded(), succeeded(later)] },
      marbles: `
      sync$    r--r--(s|)
      status   r
      trigger  a
      status   s
      status      b
      status         c
    `,
    },
    {
      shows: 'a task that the baseline showed unfinished may fail, where a later one makes it good',
      options: { retryInterval: 3 },
      answers: { b: [task(), task({ startTime: 1_700_000_200 })], c: [failed(), succeeded(later)] },
      marbles: `
      sync$    r--(s|)
      status   r
      trigger  a
      status   b
      status      c
    `,
    },
    {
      shows: 'a task that the baseline showed unfinished and that fails is one of this sync',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: { g: [failed(), succeeded({ startTime: 1_600_000_000 })] },
      marbles: `
      sync$    r--(f|)
      status   r
      trigger  a
      status   f
      status      g
    `,
      check: (values) => expect(values.at(-1)).toMatchObject({ error: { _tag: 'TaskFailed', tasks: [failed()] } }),
    },
    {
      shows: 'a list that is late does not take the place of a task that began later',
      options: { retryInterval: 3 },
      answers: { n: [task({ startTime: 1_700_000_200 })], t: [succeeded(later)] },
      marbles: `
      sync$    r--r--(s|)
      status   e
      trigger  a
      status   n
      status      s
      status         t
    `,
      check: (values) => expect(values.map(({ progress }) => progress.total)).toEqual([1, 2, 2]),
    },
    {
      shows: 'where all contexts are synced, one that shows only its old task may be late',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: {
        o: [succeeded(), succeeded(other)],
        n: [succeeded(later), succeeded(other)],
        m: [succeeded(later), task({ ...other, startTime: 1_700_000_200 })],
        l: [succeeded(later), succeeded({ ...other, ...later })],
      },
      marbles: `
      sync$    r--r--(s|)
      status   o
      trigger  a
      status   n
      status      m
      status         l
    `,
    },
    {
      shows: 'where it stays so, there was nothing to do for it',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: { o: [succeeded(), succeeded(other)], n: [succeeded(later), succeeded(other)] },
      marbles: `
      sync$    r--(s|)
      status   o
      trigger  a
      status   n
      status      n
    `,
    },
    {
      shows: 'but if that old task is a failed one, it may have failed again within the second',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: { o: [succeeded(), failed(other)], n: [succeeded(later), failed(other)] },
      marbles: `
      sync$    r--(u|)
      status   o
      trigger  a
      status   n
      status      n
    `,
    },
    {
      shows: 'it may be late for as long as settlePolls after the others have ended',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: {
        o: [succeeded(), succeeded(other)],
        n: [task({ startTime: 1_700_000_200 }), succeeded(other)],
        m: [succeeded(later), succeeded(other)],
        l: [succeeded(later), task({ ...other, startTime: 1_700_000_300 })],
        b: [succeeded(later), succeeded({ ...other, startTime: 1_700_000_300 })],
      },
      marbles: `
      sync$    r--r--r--r--r--(s|)
      status   o
      trigger  a
      status   n
      status      n
      status         n
      status            m
      status               l
      status                  b
    `,
    },
    {
      shows: 'an old failed task of the other direction is no such doubt, even where another context is late',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: {
        o: [succeeded(), succeeded(other), failed({ taskType: 'download' })],
        n: [succeeded(later), succeeded(other), failed({ taskType: 'download' })],
      },
      marbles: `
      sync$    r--(s|)
      status   o
      trigger  a
      status   n
      status      n
    `,
    },
    {
      shows: 'a new success beside an old failure of the same second is a success',
      answers: { n: [failed(), succeeded({ finishTime: 1_700_000_102 })] },
      marbles: `
      sync$    (s|)
      status   f
      trigger  a
      status   n
    `,
    },
    {
      shows: 'a new failure is not made good by a later success of the same sync',
      answers: {
        o: [failed({ startTime: 0 })],
        n: [failed({ startTime: 0 }), failed(later), succeeded({ startTime: 1_700_000_300 })],
      },
      marbles: `
      sync$    (f|)
      status   o
      trigger  a
      status   n
    `,
      check: ([end]) => expect(end).toMatchObject({ error: { _tag: 'TaskFailed', tasks: [failed(later)] } }),
    },
    {
      shows: 'a service that tells no times is understood too',
      options: { retryInterval: 3 },
      answers: {
        o: [failed({ startTime: 0, finishTime: 0 })],
        n: [failed({ startTime: 0, finishTime: 0 }), task({ startTime: 0 })],
        b: [failed({ startTime: 0, finishTime: 0 }), succeeded({ startTime: 0, finishTime: 0 })],
      },
      marbles: `
      sync$    r--(s|)
      status   o
      trigger  a
      status   n
      status      b
    `,
    },
    {
      shows: 'an old task of the other direction is no such doubt',
      options: { retryInterval: 3 },
      answers: {
        o: [failed({ ...other, taskType: 'download' })],
        n: [succeeded(later), failed({ ...other, taskType: 'download' })],
      },
      marbles: `
      sync$    (s|)
      status   o
      trigger  a
      status   n
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
      shows: 'a transfer that was under way, and fails, is none where a newer one of its context and path is listed',
      options: { retryInterval: 3 },
      answers: {
        o: [task({ taskType: 'download' })],
        n: [task({ taskType: 'download' }), task({ startTime: 1_700_000_200 })],
        b: [failed({ taskType: 'download' }), succeeded(later)],
      },
      marbles: `
      sync$    r--(s|)
      status   o
      trigger  a
      status   n
      status      b
    `,
      check: (values) => expect(values.map(({ progress }) => progress.total)).toEqual([1, 1]),
    },
    {
      shows: 'a task is listed in another spelling than it was asked for',
      options: { retryInterval: 3, contextId: 'CTX', path: '/Us%65rs/../Us%65rs/./Zo\u0065\u0308\\data/' },
      answers: {
        n: [task({ path: '/users/zo\u00eb/data' })],
        b: [succeeded({ path: '/USERS/zo\u00eb/data' })],
      },
      marbles: `
      sync$    r--(s|)
      status   e
      trigger  a
      status   n
      status      b
    `,
    },
    {
      shows: 'but not where one is listed just as it was asked for: they can be two mounts',
      options: { retryInterval: 3, contextId: 'ctx', path: '/data' },
      answers: { n: [failed({ path: '/Data' }), task()], b: [failed({ path: '/Data' }), succeeded()] },
      marbles: `
      sync$    r--(s|)
      status   e
      trigger  a
      status   n
      status      b
    `,
      check: (values) => expect(values.at(-1)?.contextStatusData).toEqual([succeeded()]),
    },
    {
      shows: 'nor any more once one is',
      options: { retryInterval: 3, contextId: 'ctx', path: '/data' },
      answers: { l: [task({ path: '/Data' })], n: [task({ path: '/Data' }), succeeded()] },
      marbles: `
      sync$    r--(s|)
      status   e
      trigger  a
      status   l
      status      n
    `,
    },
    {
      shows: 'where a mode that is no direction is asked for, tasks of its own name count too',
      options: { retryInterval: 3, mode: 'Full' },
      answers: { n: [task({ taskType: 'full ' })], b: [failed({ taskType: 'full ' })] },
      marbles: `
      sync$    r--(f|)
      status   e
      trigger  a
      status   n
      status      b
    `,
    },
    {
      shows: 'a context and path that are told late, and a start that goes back by a second, are of the same task',
      options: { retryInterval: 3, contextId: 'ctx', path: '/data' },
      answers: { n: [task({ contextId: '', path: '' })], b: [succeeded({ startTime: 1_700_000_099 })] },
      marbles: `
      sync$    r--(s|)
      status   e
      trigger  a
      status   n
      status      b
    `,
      check: (values) => expect(values.at(-1)?.progress.total).toBe(1),
    },
    {
      shows: 'a task that began later does not take the place of one that went from the list unfinished',
      options: { retryInterval: 3, maxRetries: 3 },
      answers: { t: [succeeded(later)] },
      marbles: `
      sync$    r--r--(u|)
      status   e
      trigger  a
      status   r
      status      t
      status         t
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
    {
      shows:
        'a transfer that was under way, and fails, does not end a sync whose own task is late, not even with failFast',
      options: { retryInterval: 3, failFast: true },
      answers: {
        o: [task({ taskType: 'download' })],
        n: [failed({ taskType: 'download' })],
        b: [failed({ taskType: 'download' }), succeeded(later)],
      },
      drawn: false,
      marbles: `
      sync$    r--(s|)
      status   o
      trigger  a
      status   n
      status      b
    `,
    },
    {
      shows:
        'a task that waited before this sync, listed with the time at which it was asked for, is not of it once it runs',
      options: { retryInterval: 3, settlePolls: 1 },
      answers: {
        o: [task({ status: 'Pending', startTime: 1_700_000_050 })],
        b: [succeeded(), task({ startTime: 1_700_000_200 })],
        c: [succeeded(), failed(later)],
      },
      drawn: false,
      marbles: `
      sync$    r--r--r--(f|)
      status   o
      trigger  a
      status   r
      status      s
      status         b
      status            c
    `,
      check: (values) => expect(values.at(-1)?.contextStatusData).toEqual([failed(later)]),
    },
    {
      shows: 'of two tasks that began in one second, the end of the one is not that of the other',
      options: { retryInterval: 3, maxRetries: 3 },
      answers: { n: [task(), task()] },
      drawn: false,
      marbles: `
      sync$    r--r--(u|)
      status   e
      trigger  a
      status   n
      status      s
      status         s
    `,
      check: (values) => expect(values.at(-1)?.progress).toEqual({ total: 2, finished: 1, failed: 0 }),
    },
    {
      shows: 'where the same is synced again meanwhile, the newest of both tasks is listed, and both count',
      options: { retryInterval: 3 },
      answers: {
        n: [task(), task({ status: 'Pending', startTime: 0 })],
        m: [succeeded(), task({ startTime: 1_700_000_200 })],
        b: [succeeded(), succeeded(later)],
      },
      marbles: `
      sync$    r--r--r--(s|)
      status   e
      trigger  a
      status   r
      status      n
      status         m
      status            b
    `,
      check: (values) => {
        expect(values.map(({ contextStatusData }) => contextStatusData.map(({ startTime }) => startTime))).toEqual([
          [1_700_000_100],
          [0],
          [1_700_000_200],
          [1_700_000_200],
        ]);
        expect(values.map(({ progress: { total, finished } }) => [finished, total])).toEqual([
          [0, 1],
          [0, 2],
          [1, 2],
          [2, 2],
        ]);
        expectOneRow(values);
      },
    },
    {
      shows: 'a task that the service begins anew is listed once, and nobody knows what became of the one before',
      options: { retryInterval: 3, timeout: 11 },
      answers: { n: [task({ startTime: 1_700_000_200 })], b: [succeeded(later)] },
      drawn: false,
      marbles: `
      sync$    r--r--r--r-(u|)
      status   e
      trigger  a
      status   r
      status      p
      status         n
      status            b
    `,
      check: (values) => {
        expect(values.at(-1)).toMatchObject({
          contextStatusData: [succeeded(later)],
          progress: { total: 2, finished: 1 },
        });
        expectOneRow(values);
      },
    },
    {
      shows: 'a sync that is triggered again, while the one before runs or once it failed, shows its own task alone',
      options: { retryInterval: 3 },
      answers: {
        n: [task(), task({ startTime: 1_700_000_200 })],
        m: [failed(), task({ startTime: 1_700_000_200 })],
        b: [failed(), succeeded(later)],
      },
      drawn: false,
      marbles: `
      sync$    r--r--r--(s|)
      status   r
      trigger  a
      status   r
      status      n
      status         m
      status            b
    `,
      check: (values) => {
        expect(values.at(-1)).toMatchObject({ contextStatusData: [succeeded(later)], progress: { total: 1 } });
        expectOneRow(values);
      },
    },
  ],
} satisfies Rule;

/** One task in each snapshot, with the same key in all of them. */
const expectOneRow = (values: readonly SyncSnapshot[]): void => {
  const rows = values.map(({ contextStatusData }) => contextStatusData.map(({ key }) => key));
  expect(rows).toEqual(rows.map(() => ['["upload","ctx","/data"]']));
};
