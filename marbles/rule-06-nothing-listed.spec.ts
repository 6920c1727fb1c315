import { expect } from 'vitest';
import { rule } from '../spec/support/rule.js';
import { handleOf } from '../spec/support/picture.js';
import { failed, succeeded } from '../spec/support/tasks.js';

rule(6, 'nothing listed', [
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
      expect(values.at(-1)).toMatchObject({ contextStatusData: [], error: { _tag: 'TimedOut', limit: 'settlePolls' } }),
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
    shows: "where the trigger's answer got lost, a new task proves that it arrived",
    options: { retryInterval: 3, settlePolls: 1 },
    handle: handleOf({ accepted: false, baseline: [] }),
    marbles: `
      follow$  r--(s|)
      status   r
      status      s
    `,
  },
]);
