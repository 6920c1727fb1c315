import { expect } from 'vitest';
import type { Rule } from '../spec/support/rule.js';
import { handleOf } from '../spec/support/picture.js';

export default {
  number: 1,
  name: 'cold',
  says: 'Nothing is sent before subscribe, and each subscription of `sync$` is one sync. `start$` triggers once; `follow$` never does.',
  pictures: [
    {
      shows: 'each subscription to sync$ is one sync: one baseline, one trigger, its own polls',
      options: { retryInterval: 3 },
      marbles: `
      sync$    r--(s|)
      status   e
      trigger  a
      status   r
      status      s
      sync$            r--(s|)
      status           e
      trigger          a
      status           r
      status              s
    `,
    },
    {
      shows: 'start$ triggers once and does not poll',
      marbles: `
      start$   ---(s|)
      status   -e
      trigger   --a
    `,
      check: ([result]) => {
        expect(result).toMatchObject({
          success: true,
          requestId: 'REQ-1',
          errorMessage: '',
          handle: { version: 1, sessionId: 's-1', requestId: 'REQ-1', accepted: true, triggeredAt: 3, baseline: [] },
        });
      },
    },
    {
      shows: 'follow$ never triggers, however often it is subscribed',
      options: { retryInterval: 3 },
      marbles: `
      follow$  r------------------------(s|)
      follow$    -----------------------(s|)
      status   r
      status                            s
    `,
    },
    {
      shows: 'follow$ tells old tasks by the baseline of the handle',
      options: { retryInterval: 3, settlePolls: 1 },
      handle: handleOf({
        baseline: [
          {
            contextId: 'ctx',
            path: '/data',
            errorMessage: '',
            status: 'Success',
            startTime: 1_700_000_100,
            finishTime: 1_700_000_101,
            taskType: 'upload',
          },
        ],
      }),
      marbles: `
      follow$  p--(s|)
      status   s
      status      s
    `,
      check: (values) => expect(values.at(-1)?.contextStatusData).toEqual([]),
    },
    {
      shows:
        'of a page: each subscription to remoteSync$ is one sync, whose states the server follows; remoteFollow$ never triggers',
      course: 'r----s',
      marbles: `
      page     r----(s|)
      post     a
      trigger  a
      server   r----(s|)
      get      r----(s!)
      viewer     r--(s|)
      get        r--(s!)
      page             r----(s|)
      post             a
      trigger          a
      server           r----(s|)
      get              r----(s!)
    `,
    },
  ],
} satisfies Rule;
