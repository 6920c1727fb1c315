import { expect } from 'vitest';
import { handleOf } from '../spec/support/picture.js';
import type { Rule } from '../spec/support/rule.js';
import { succeeded, task } from '../spec/support/tasks.js';

const anHour = 3_600_000;

export default {
  number: 16,
  name: "no clock but the service's own tells its times, and no clock that is set changes an outcome",
  says: 'Times of the service are compared with each other only. The deadline is one timer, and what elapsed is told by a clock that only goes forward. It stands still while the machine sleeps: then the dates of the answers tell that nobody read the list.',
  pictures: [
    {
      shows: 'a clock that is set forward before the trigger is answered does not end the sync',
      options: { retryInterval: 3, timeout: 20 },
      clockSet: { at: 1, by: anHour },
      marbles: `
      sync$    --r--(s|)
      status   e
      trigger  --a
      status     r
      status        s
    `,
      check: (values) => expect(values.map(({ elapsed }) => elapsed)).toEqual([0, 3]),
    },
    {
      shows: 'a clock that is set back does not give it more time, nor make less of what elapsed',
      options: { retryInterval: 3, timeout: 7 },
      clockSet: { at: 4, by: -anHour },
      marbles: `
      sync$    r--r--r(u|)
      status   e
      trigger  a
      status   r
      status      r
      status         r
    `,
      check: (values) => expect(values.map(({ elapsed }) => elapsed)).toEqual([0, 3, 6, 7]),
    },
    {
      shows: 'a clock that is set forward takes nothing from what an empty list proves',
      options: { retryInterval: 3, settlePolls: 1 },
      clockSet: { at: 2, by: anHour },
      marbles: `
      sync$    p--(s|)
      status   e
      trigger  a
      status   e
      status      e
    `,
    },
    {
      shows: 'a clock that is set while a handle is followed changes nothing either',
      options: { retryInterval: 3, settlePolls: 1 },
      clockSet: { at: 2, by: anHour },
      handle: handleOf(),
      marbles: `
      follow$  p--(s|)
      status   e
      status      e
    `,
      check: (values) => expect(values.map(({ elapsed }) => elapsed)).toEqual([0, 3]),
    },
    {
      shows: 'a machine that slept between the trigger and the polls missed what was listed meanwhile',
      options: { retryInterval: 3, settlePolls: 1 },
      slept: { at: 1, for: anHour },
      marbles: `
      sync$    --p(u|)
      status   e
      trigger  a
      status   --e
      status      e
    `,
      check: (values) => expect(values.at(-1)?.errorMessage).toContain('may have come and gone'),
    },
    {
      shows: 'so did one that slept between two polls',
      options: { retryInterval: 3, settlePolls: 1 },
      slept: { at: 2, for: anHour },
      marbles: `
      sync$    p--(u|)
      status   e
      trigger  a
      status   e
      status      e
    `,
    },
    {
      shows: 'what it sees listed when it wakes is as good as ever',
      options: { retryInterval: 3 },
      slept: { at: 2, for: anHour },
      marbles: `
      sync$    p--(s|)
      status   e
      trigger  a
      status   e
      status      s
    `,
    },
    {
      shows: "the service's times may be of any year",
      options: { retryInterval: 3 },
      answers: {
        o: [succeeded({ startTime: 4_000_000_000, finishTime: 4_000_000_001 })],
        n: [succeeded({ startTime: 4_000_000_000, finishTime: 4_000_000_001 }), task({ startTime: 5 })],
        b: [
          succeeded({ startTime: 4_000_000_000, finishTime: 4_000_000_001 }),
          succeeded({ startTime: 5, finishTime: 6 }),
        ],
      },
      marbles: `
      sync$    r--(s|)
      status   o
      trigger  a
      status   n
      status      b
    `,
    },
  ],
} satisfies Rule;
