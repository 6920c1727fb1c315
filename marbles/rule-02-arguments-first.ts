import { expect } from 'vitest';
import type { SyncOptions } from '../src/model/sync/SyncOptions.js';
import type { SyncHandle } from '../src/model/sync/SyncHandle.js';
import type { Rule } from '../spec/support/rule.js';
import { handleOf } from '../spec/support/picture.js';
import { succeeded } from '../spec/support/tasks.js';

const refuses = (options: SyncOptions, option: string, message: RegExp) => ({
  shows: `sends nothing where ${message.source.replaceAll('\\', '')}`,
  options,
  drawn: false as const,
  marbles: `
    sync$    (f|)
  `,
  check: (values: readonly object[]) => {
    expect(values).toMatchObject([{ state: 'failed', polls: 0, error: { _tag: 'InvalidRequest', option } }]);
    expect(values[0]).toHaveProperty('errorMessage', expect.stringMatching(message));
  },
});

const longest = 2 ** 31 - 1;

export default {
  number: 2,
  name: 'arguments first',
  says: 'A wrong argument sends nothing: the result is `failed`, and names the option and the rule.',
  pictures: [
    refuses({ contextId: 'ctx' }, 'path', /`path` is needed where `contextId` is given/),
    refuses({ path: '/data' }, 'contextId', /`contextId` is needed where `path` is given/),
    refuses({ contextId: ' ', path: '/data' }, 'contextId', /`contextId` must be text that is not blank/),
    refuses({ mode: '' }, 'mode', /`mode` must be text that is not blank/),
    refuses({ maxRetries: Number.NaN }, 'maxRetries', /`maxRetries` must be a whole number from 1 to 1000000, not NaN/),
    refuses({ maxRetries: 1.5 }, 'maxRetries', /`maxRetries` must be a whole number from 1 to 1000000, not 1.5/),
    refuses({ maxRetries: 0 }, 'maxRetries', /`maxRetries` must be a whole number from 1 to 1000000, not 0/),
    refuses({ retryInterval: -1 }, 'retryInterval', /`retryInterval` must be a number of milliseconds .*, not -1/),
    refuses({ retryInterval: longest + 1 }, 'retryInterval', /`retryInterval` .* from 0 to 2147483647, not 2147483648/),
    refuses({ retryInterval: (poll) => 3 - poll, maxRetries: 4 }, 'retryInterval', /`retryInterval` .*, not -1/),
    refuses({ timeout: 0 }, 'timeout', /`timeout` must be a number of milliseconds from 1 to 2147483647, not 0/),
    refuses({ timeout: Infinity }, 'timeout', /`timeout` must be .*, not Infinity/),
    refuses({ requestTimeout: Number.NaN }, 'requestTimeout', /`requestTimeout` must be .*, not NaN/),
    refuses({ settlePolls: -1 }, 'settlePolls', /`settlePolls` must be a whole number from 0 .*, not -1/),
    refuses(
      { contextID: 'ctx' } as never,
      'contextID',
      /`contextID` is no option here: there are contextId, path, mode, .*/,
    ),
    refuses('ctx' as never, 'options', /`options` must be an object of options/),
    refuses(['ctx'] as never, 'options', /`options` must be an object of options/),
    refuses({ callback: 5 } as never, 'callback', /`callback` must be a function/),
    refuses({ failFast: 'yes' as never }, 'failFast', /`failFast` must be true or false, not a value of type string/),
    {
      shows: 'start$ sends nothing either',
      options: { maxRetries: -1 },
      marbles: `
      start$   (f|)
    `,
      check: ([value]) => expect(value).toMatchObject({ error: { _tag: 'InvalidRequest', option: 'maxRetries' } }),
    },
    {
      shows: 'follow$ refuses the handle of another session',
      handle: handleOf({ sessionId: 's-2' }),
      marbles: `
      follow$  (f|)
    `,
      check: ([value]) => expect(value).toMatchObject({ error: { _tag: 'InvalidRequest', option: 'handle' } }),
    },
    {
      shows: 'follow$ refuses a handle of a context without its path',
      handle: handleOf({ contextId: 'ctx' }),
      marbles: `
      follow$  (f|)
    `,
      check: ([value]) => expect(value).toMatchObject({ error: { _tag: 'InvalidRequest', option: 'path' } }),
    },
    {
      shows: 'follow$ refuses what is no handle',
      handle: { sessionId: 's-1' } as SyncHandle,
      marbles: `
      follow$  (f|)
    `,
      check: ([value]) => expect(value).toMatchObject({ error: { _tag: 'InvalidRequest', option: 'handle' } }),
    },
    {
      shows: 'a schedule that gives no delay once earlier tasks are known keeps the trigger from being sent',
      options: { retryInterval: (_, { history }) => 5 - 10 * history.length },
      answers: { h: [succeeded()] },
      marbles: `
      sync$    ---(f|)
      status   ---h
    `,
      check: ([value]) =>
        expect(value).toMatchObject({ polls: 0, error: { _tag: 'InvalidRequest', option: 'retryInterval' } }),
    },
    {
      shows: 'of a page: asks its server nothing either',
      drawn: false,
      options: { silence: -1 } as object,
      course: 'r',
      marbles: `
      page     (f|)
    `,
    },
  ],
} satisfies Rule;
