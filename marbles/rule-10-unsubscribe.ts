import type { Rule } from '../spec/support/rule.js';

export default {
  number: 10,
  name: 'unsubscribe stops everything at once',
  says: 'Unsubscribing stops the request in flight and every timer.',
  pictures: [
    {
      shows: 'during the baseline',
      marbles: `
      sync$    --!
      status   --!
    `,
    },
    {
      shows: 'during the trigger',
      marbles: `
      sync$    ---!
      status   e
      trigger  ---!
    `,
    },
    {
      shows: 'during a poll',
      options: { retryInterval: 4 },
      marbles: `
      sync$    r-----!
      status   e
      trigger  a
      status   r
      status       --!
    `,
    },
    {
      shows: 'during the wait between two polls',
      options: { retryInterval: 4 },
      marbles: `
      sync$    r-!
      status   e
      trigger  a
      status   r
    `,
    },
    {
      shows: 'during the wait before the trigger is sent again',
      options: { retryInterval: 4 },
      marbles: `
      sync$    w-!
      status   x
    `,
    },
    {
      shows: 'of a page: its connection is closed at once, and the server stops following with the last one who looks',
      course: 'r---------',
      marbles: `
      page     r--!
      post     a
      trigger  a
      get      r--!
      viewer     r---!
      get        r---!
      server   r-----!
    `,
    },
  ],
} satisfies Rule;
