import { filter, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { contextSync, type ContextSync } from '../../../src/model/contexts/ContextSync.js';
import type { ContextStatusData } from '../../../src/model/tasks/ContextStatusData.js';
import { hasSucceeded } from '../../../src/model/tasks/taskStatus.js';
import type { InitialDownloads } from '../../../src/model/sessions/SessionResult.js';
import { initialDownloads } from '../../../src/streams/operations/initialDownloads.js';
import { trouble } from '../../support/errors.js';
import { task } from '../../support/tasks.js';
import { answersIn, brisk, inTurn, inVirtualTime, virtualNow } from '../../support/virtual.js';

const one = contextSync('one', '/a');
const two = contextSync('two', '/b');

const listed = (contextId: string, status: string, more: Partial<ContextStatusData> = {}): ContextStatusData =>
  task({ contextId, path: contextId === 'one' ? '/a' : '/b', taskType: 'download', status, ...more });

const ended = (finishTime: number) => ({ finishTime });
const begun = (startTime: number, finishTime: number) => ({ startTime, finishTime });
const again = { startTime: task().startTime + 5 };

const lists: Record<string, { readonly requestId: string; readonly data: readonly ContextStatusData[] }> =
  Object.fromEntries(
    Object.entries({
      0: [],
      r: [listed('one', 'Running')],
      o: [listed('one', 'Success')],
      h: [listed('one', 'Success'), listed('two', 'Running')],
      s: [listed('one', 'Success'), listed('two', 'success')],
      f: [listed('one', 'Failed'), listed('two', 'Success')],
      g: [listed('one', 'Failed')],
      // A first try that failed, and its repetition.
      l: [listed('one', 'Failed'), listed('one', 'Success', again), listed('two', 'Success')],
      // The same, the newest first, as some services list.
      n: [listed('one', 'Success', again), listed('one', 'Failed'), listed('two', 'Success')],
      m: [listed('one', 'Failed', again), listed('one', 'Success'), listed('two', 'Success')],
      // The same within one second: told by their ends, in either order, or not at all.
      b: [listed('one', 'Success', ended(7)), listed('one', 'Failed', ended(3)), listed('two', 'Success')],
      c: [listed('one', 'Success', ended(3)), listed('one', 'Failed', ended(7)), listed('two', 'Success')],
      d: [listed('one', 'Failed', ended(7)), listed('one', 'Success', ended(3)), listed('two', 'Success')],
      i: [listed('one', 'Failed', ended(3)), listed('one', 'Success', ended(3)), listed('two', 'Success')],
      j: [listed('one', 'Success', ended(3)), listed('one', 'Failed', ended(3)), listed('two', 'Success')],
      // Their beginnings are not told.
      k: [listed('one', 'Success', begun(0, 7)), listed('one', 'Failed', begun(9, 3)), listed('two', 'Success')],
      p: [listed('one', 'Failed', begun(9, 3)), listed('one', 'Success', begun(0, 7)), listed('two', 'Success')],
      q: [listed('one', 'Success', begun(0, 3)), listed('one', 'Failed', begun(9, 7)), listed('two', 'Success')],
      // A repetition that has not begun, in either order, and one that runs.
      w: [listed('one', 'Pending', { startTime: 0 }), listed('one', 'Failed')],
      z: [listed('one', 'Failed'), listed('one', 'Pending', { startTime: 0 })],
      x: [listed('one', 'Running', again), listed('one', 'Failed')],
      // One that runs still, though a newer one failed.
      E: [listed('one', 'Running'), listed('one', 'Failed', again)],
      u: [listed('two', 'Success')],
      y: [listed('one', 'Success', again)],
      // What ended, and another task of it: a later one, one of the same second, and two that tell no start.
      A: [listed('one', 'Running', again), listed('two', 'Success')],
      B: [listed('one', 'Success'), listed('one', 'Running'), listed('two', 'Success')],
      C: [listed('one', 'Success', { startTime: 0 })],
      D: [listed('one', 'Pending', { startTime: 0 }), listed('two', 'Success')],
      // Somebody else's, and an upload that was begun since.
      e: [listed('one', 'Success', { contextId: 'three' }), listed('one', 'Success', { taskType: 'upload' })],
      v: [listed('one', 'Success', { taskType: ' Upload ' }), listed('two', 'Success', { taskType: 'UPLOAD' })],
      // Another type of task, and a path that is not told.
      t: [listed('one', 'Success', { taskType: 'init' }), listed('two', 'Success', { path: '' })],
    }).map(([name, data]) => [name, { requestId: 'L', data }]),
  );

const inAWord = ({ state, progress, missing, done, success, warning, error }: InitialDownloads): string =>
  [
    `${state} ${progress.finished}/${progress.total}`,
    missing.length > 0 ? `missing ${missing.map(({ contextId }) => contextId).join('+')}` : undefined,
    done ? (success ? 'done' : error._tag) : warning?._tag,
  ]
    .filter(Boolean)
    .join(', ');

const check = (
  answers: readonly string[],
  expected: string,
  values: Record<string, string>,
  { mounts = [one, two], errors = [] }: { mounts?: readonly ContextSync[]; errors?: readonly Error[] } = {},
) => {
  inVirtualTime((helpers) => {
    const { expectObservable } = helpers;
    const read = answersIn(helpers, answers, lists, errors);
    expectObservable(
      initialDownloads({ list: read, monotonicNow: virtualNow }, mounts, 'R', brisk).pipe(map(inAWord)),
    ).toBe(expected, values);
  });
};

const nothing = 'pending 0/0, missing one+two';

describe('initialDownloads', () => {
  it('succeed when each context is listed and ended in Success', () => {
    check(['-(0|)', '-(h|)', '-(s|)'], 'ab----c----(d|)', {
      a: nothing,
      b: nothing,
      c: 'running 1/2',
      d: 'succeeded 2/2, done',
    });
  });

  it('do not take an empty list for the end, nor one that lacks a context', () => {
    check(['-(0|)', '-(o|)', '-(s|)'], 'ab----c----(d|)', {
      a: nothing,
      b: nothing,
      c: 'running 1/1, missing two',
      d: 'succeeded 2/2, done',
    });
  });

  it('tell a download that failed', () => {
    check(['-(f|)'], 'a(b|)', { a: nothing, b: 'failed 2/2, TaskFailed' });
    check(['-(l|)'], 'a(b|)', { a: nothing, b: 'succeeded 3/3, done' });
  });

  it('tell how the newest task of a context ended, wherever it is listed', () => {
    check(['-(n|)'], 'a(b|)', { a: nothing, b: 'succeeded 3/3, done' });
    check(['-(m|)'], 'a(b|)', { a: nothing, b: 'failed 3/3, TaskFailed' });
    for (const [name, end] of Object.entries({
      b: 'succeeded 3/3, done',
      c: 'failed 3/3, TaskFailed',
      d: 'failed 3/3, TaskFailed',
      i: 'failed 3/3, TaskFailed',
      j: 'failed 3/3, TaskFailed',
      k: 'succeeded 3/3, done',
      p: 'succeeded 3/3, done',
      q: 'failed 3/3, TaskFailed',
    })) {
      check([`-(${name}|)`], 'a(b|)', { a: nothing, b: end });
    }
    const late = { a: nothing, b: 'running 1/2, missing two', c: 'unconfirmed 1/2, missing two, TimedOut' };
    for (const name of ['w', 'z', 'x']) check([`-(${name}|)`, '-'], 'ab----------------------------(c|)', late);
    const failure = { ...late, c: 'failed 1/2, missing two, TaskFailed' };
    check(['-(E|)', '-'], 'ab----------------------------(c|)', failure);
  });

  it('do not forget what was seen to end and is listed no more', () => {
    const lacking = { a: nothing, b: 'running 1/1, missing two' };
    check(['-(o|)', '-(u|)'], 'ab----(c|)', { ...lacking, c: 'succeeded 2/2, done' });
    check(['-(g|)', '-(u|)'], 'ab----(c|)', { ...lacking, c: 'failed 2/2, TaskFailed' });
    check(['-(g|)', '-(0|)', '-'], 'ab----c-----------------------(d|)', {
      ...lacking,
      c: 'running 1/1, missing two',
      d: 'failed 1/1, missing two, TaskFailed',
    });
    check(
      ['-(o|)', '-#', '-(u|)'],
      'ab----c----(d|)',
      {
        ...lacking,
        c: 'running 1/1, missing two, Unavailable',
        d: 'succeeded 2/2, done',
      },
      { errors: [new Error(), trouble.unavailable()] },
    );
  });

  it('do not take an older end for the one of a task that is listed no more', () => {
    check(['-(x|)', '-(u|)', '-'], 'ab----c-----------------------(d|)', {
      a: nothing,
      b: 'running 1/2, missing two',
      c: 'running 2/3',
      d: 'unconfirmed 2/3, TimedOut',
    });
    check(['-(x|)', '-(u|)', '-(y|)'], 'ab----c----(d|)', {
      a: nothing,
      b: 'running 1/2, missing two',
      c: 'running 2/3',
      d: 'succeeded 3/3, done',
    });
  });

  it('stay ended where a late list shows them as they were before', () => {
    check(['-(o|)', '-(r|)', '-(u|)'], 'ab----c----(d|)', {
      a: nothing,
      b: 'running 1/1, missing two',
      c: 'running 1/1, missing two',
      d: 'succeeded 2/2, done',
    });
  });

  it.each([
    ['a later one', 'o', 'A', '2/3'],
    ['one of the same second', 'o', 'B', '2/3'],
    ['one that waits, where no starts are told', 'C', 'D', '1/2'],
  ])('go on while another task of the same does: %s', (_, first, second, progress) => {
    check([`-(${first}|)`, `-(${second}|)`, '-'], 'ab----c-----------------------(d|)', {
      a: nothing,
      b: 'running 1/1, missing two',
      c: `running ${progress}`,
      d: `unconfirmed ${progress}, TimedOut`,
    });
  });

  it('list the newest task of each context, path and type', () => {
    inVirtualTime((helpers) => {
      const read = answersIn(helpers, ['-(o|)', '-(A|)', '-'], lists);
      const rows = initialDownloads({ list: read, monotonicNow: virtualNow }, [one, two], 'R', brisk).pipe(
        map(({ contextStatusData }) => contextStatusData.map(({ key, status }) => `${status} ${key}`)),
      );
      const keyOf = (id: string, path: string) => JSON.stringify(['download', id, path]);
      const [first, second] = [one, two].map(({ contextId, path }) => keyOf(contextId, path));
      helpers.expectObservable(rows, '^-------!').toBe('ab----c', {
        a: [],
        b: [`Success ${first}`],
        c: [`Running ${first}`, `Success ${second}`],
      });
    });
  });

  it.each('b c d i j k l m n p q'.split(' '))('list at the end what says the same as the state: %s', (name) => {
    inVirtualTime((helpers) => {
      const read = answersIn(helpers, [`-(${name}|)`], lists);
      const told = initialDownloads({ list: read, monotonicNow: virtualNow }, [one, two], 'R', brisk).pipe(
        filter(({ done }) => done),
        map(({ success, contextStatusData }) => ({ success, listsAll: contextStatusData.every(hasSucceeded) })),
        map(({ success, listsAll }) => success === listsAll),
      );
      helpers.expectObservable(told).toBe('-(t|)', { t: true });
    });
  });

  it('tell what is missing at the deadline, or what failed until then', () => {
    check(['-(o|)', '-'], 'ab----------------------------(c|)', {
      a: nothing,
      b: 'running 1/1, missing two',
      c: 'unconfirmed 1/1, missing two, TimedOut',
    });
    check(['-(g|)', '-'], 'ab----------------------------(c|)', {
      a: nothing,
      b: 'running 1/1, missing two',
      c: 'failed 1/1, missing two, TaskFailed',
    });
  });

  it('are only those of the session’s contexts, and no uploads', () => {
    check(['-(e|)', '-(v|)', '-(t|)'], 'ab----c----(d|)', {
      a: nothing,
      b: nothing,
      c: nothing,
      d: 'succeeded 2/2, done',
    });
  });

  it('go on through transient trouble, and end at once at what is permanent', () => {
    check(
      ['-(r|)', '-#', '-#'],
      'ab----c----(d|)',
      {
        a: nothing,
        b: 'running 0/1, missing two',
        c: 'running 0/1, missing two, Unavailable',
        d: 'unconfirmed 0/1, missing two, Unauthorized',
      },
      { errors: [new Error(), trouble.unavailable(), trouble.unauthorized()] },
    );
  });

  it('are not awaited of contexts whose policy downloads nothing', () => {
    const quiet = contextSync('two', '/b', { downloadPolicy: { autoDownload: false } });
    check(['-(o|)'], 'a(b|)', { a: 'pending 0/0, missing one', b: 'succeeded 1/1, done' }, { mounts: [one, quiet] });
    check(['-'], '(a|)', { a: 'succeeded 0/0, done' }, { mounts: [quiet] });
    check(['-'], '(a|)', { a: 'succeeded 0/0, done' }, { mounts: [] });
  });

  it('tell two mounts of one context apart by their paths', () => {
    const mounts = [contextSync('one', '/a'), contextSync('one', '/z')];
    check(
      ['-(o|)', '-'],
      'ab----------------------------(c|)',
      {
        a: 'pending 0/0, missing one+one',
        b: 'running 1/1, missing one',
        c: 'unconfirmed 1/1, missing one, TimedOut',
      },
      { mounts },
    );
  });

  it('know a context that is mounted once by its id alone, and one that is mounted twice by its path', () => {
    const elsewhere = { ...lists, o: { requestId: 'L', data: [listed('one', 'Success', { path: '/elsewhere' })] } };
    const unnamed = { ...lists, o: { requestId: 'L', data: [listed('one', 'Success', { path: '' })] } };
    const ends = (values: typeof lists, mounts: readonly ContextSync[]): string | undefined => {
      let last: string | undefined;
      inVirtualTime((helpers) => {
        const read = answersIn(helpers, ['(o|)'], values);
        initialDownloads({ list: read, monotonicNow: virtualNow }, mounts, 'R', brisk).subscribe(
          (snapshot) => (last = inAWord(snapshot)),
        );
        helpers.flush();
      });
      return last;
    };
    const twice = [contextSync('one', '/a'), contextSync('one', '/z')];
    expect(ends(elsewhere, [one])).toBe('succeeded 1/1, done');
    expect(ends(elsewhere, [contextSync('two', '/a'), one])).toBe('unconfirmed 1/1, missing two, TimedOut');
    expect(ends(elsewhere, twice)).toBe('unconfirmed 0/0, missing one+one, TimedOut');
    expect(ends(unnamed, [one])).toBe('succeeded 1/1, done');
    expect(ends(unnamed, twice)).toBe('succeeded 1/1, done');
  });

  it('stop when they are unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const polls = [cold('-(0|)', lists), cold('-----0', lists)] as const;
      const read = inTurn(polls);
      expectObservable(
        initialDownloads({ list: read, monotonicNow: virtualNow }, [one], 'R', brisk).pipe(
          map(({ polls: made }) => made),
        ),
        '^------!',
      ).toBe('ab', { a: 0, b: 1 });
      expectSubscriptions(polls[0].subscriptions).toBe('^!');
      expectSubscriptions(polls[1].subscriptions).toBe('-----^-!');
    });
    expect.assertions(3);
  });
});
