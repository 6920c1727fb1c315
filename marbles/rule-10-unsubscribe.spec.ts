import { rule } from '../spec/support/rule.js';

rule(10, 'unsubscribe stops everything at once', [
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
      sync$    --!
      status   x
    `,
  },
]);
