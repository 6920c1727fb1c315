import { expect } from 'vitest';
import { trouble } from '../spec/support/errors.js';
import type { Rule } from '../spec/support/rule.js';
import { failed, task } from '../spec/support/tasks.js';

export default {
  number: 8,
  name: 'permanent trouble ends it at once',
  says: '401, 403, not logged in, not found and other refusals end it at once.',
  pictures: [
    {
      shows: 'a poll that is refused leaves the sync unconfirmed',
      options: { retryInterval: 3 },
      answers: { n: trouble.refused() },
      marbles: `
      sync$    r--(u|)
      status   e
      trigger  a
      status   r
      status      n
    `,
      check: (values) => expect(values.at(-1)).toMatchObject({ error: { _tag: 'Refused', code: 'InvalidContext' } }),
    },
    {
      shows: 'where a task was already seen to fail, it is failed',
      options: { retryInterval: 3 },
      answers: { m: [failed(), task({ contextId: 'ctx-2' })] },
      marbles: `
      sync$    r--(f|)
      status   e
      trigger  a
      status   m
      status      d
    `,
      check: (values) =>
        expect(values.at(-1)).toMatchObject({ error: { _tag: 'TaskFailed', cause: { _tag: 'Unauthorized' } } }),
    },
    {
      shows: 'a trigger that is refused failed',
      marbles: `
      sync$    -(f|)
      status   e
      trigger  -d
    `,
      check: ([end]) => expect(end).toMatchObject({ state: 'failed', polls: 0, error: { _tag: 'Unauthorized' } }),
    },
    {
      shows: 'a baseline that is refused failed, and nothing is triggered',
      marbles: `
      sync$    -(f|)
      status   -d
    `,
    },
  ],
} satisfies Rule;
