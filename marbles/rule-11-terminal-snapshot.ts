import { expect } from 'vitest';
import { task } from '../spec/support/tasks.js';
import type { Rule } from '../spec/support/rule.js';

export default {
  number: 11,
  name: 'the terminal snapshot is always emitted, then the end',
  says: 'The terminal snapshot is always emitted, then the stream completes. A remote outcome is never a stream error.',
  pictures: [
    {
      shows: 'success: the last value is the result, with all of it in it',
      options: { retryInterval: 4 },
      marbles: `
      sync$    r---(s|)
      status   e
      trigger  a
      status   r
      status       s
    `,
      check: ([first, last]) => {
        expect(first).toMatchObject({
          state: 'running',
          done: false,
          success: false,
          polls: 1,
          elapsed: 0,
          errorMessage: '',
        });
        expect(last).toMatchObject({
          state: 'succeeded',
          done: true,
          success: true,
          requestId: 'REQ-1',
          polls: 2,
          elapsed: 4,
          progress: { total: 1, finished: 1, failed: 0 },
          errorMessage: '',
        });
      },
    },
    {
      shows: 'failure: a task that fails is a value, not a stream error',
      marbles: `
      sync$    (f|)
      status   e
      trigger  a
      status   f
    `,
      check: ([last]) => {
        expect(last).toMatchObject({ state: 'failed', done: true, success: false });
        expect(last?.errorMessage).toBe('1 of 1 sync tasks failed: upload of ctx at /data (disk full)');
        expect(last?.error?.message).toBe(last?.errorMessage);
      },
    },
    {
      shows: 'only what is no outcome is a stream error: a bug',
      answers: { b: new RangeError('bug') },
      marbles: `
      sync$    --#
      status   e
      trigger  a
      status   --b
    `,
    },
    {
      shows: 'info$ too: trouble is a value',
      marbles: `
      info$    --(f|)
      status   --x
    `,
      check: ([info]) => expect(info).toMatchObject({ contextStatusData: [], error: { _tag: 'Unavailable' } }),
    },
    {
      shows: 'info$ reads once',
      marbles: `
      info$    --(s|)
      status   --r
    `,
      check: ([info]) =>
        expect(info).toMatchObject({ requestId: 'REQ-0', errorMessage: '', contextStatusData: [task()] }),
    },
    {
      shows: 'of a page: who was away for the end is told of it',
      course: 'r---s',
      marbles: `
      page     r-w--(s|)
      post     a
      trigger  a
      server   r---(s|)
      get      r-#
      viewer    r--(s|)
      get       r--(s!)
      get           (s|)
    `,
    },
  ],
} satisfies Rule;
