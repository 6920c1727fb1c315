import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defer, NEVER } from 'rxjs';
import type { Heard } from '../../src/web/page/Heard.js';
import { broken, refusalOf } from '../../src/web/page/pageRequest.js';
import { reconnecting, type Told } from '../../src/web/page/reconnecting.js';
import { inVirtualTime } from '../support/virtual.js';

const heard: Readonly<Record<string, Heard>> = {
  a: { type: 'value', value: 'A', id: '1' },
  b: { type: 'value', value: 'B', id: '2' },
  c: { type: 'value', value: 'C' },
  l: { type: 'alive' },
  r: { type: 'retry', ms: 100 },
  e: { type: 'complete' },
  f: { type: 'failed' },
};
const trouble = broken('it was broken off');
const refused = refusalOf(new Response(null, { status: 404 }));
const told: Readonly<Record<string, Told>> = {
  a: { value: 'A' },
  b: { value: 'B' },
  w: { warning: trouble },
  s: { warning: broken('it is silent') },
  x: { error: refused },
  u: { error: broken('what it says cannot be read') },
  f: { error: broken('it failed there') },
  e: { isComplete: true },
  g: { error: broken('nothing was heard for 1000 ms') },
};

describe('a stream that is told by a server', () => {
  // The longest that is waited.
  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const limits = { silence: 15, reconnectTimeout: 1000 };

  it.each<[string, readonly (readonly [marbles: string, error?: Error])[], string]>([
    ['is its values and its end', [['-a-b-(e|)']], '-a-b-(e|)'],
    ['is opened again where it breaks', [['-r-a-#'], ['--b-(e|)']], '---a-w 99ms --b-(e|)'],
    [
      'waits twice as long each time that nothing comes',
      [['r-#'], ['#'], ['l-#'], ['a-(e|)']],
      '--w 99ms w 199ms --w 399ms a-(e|)',
    ],
    ['waits as before once something came', [['r-#'], ['#'], ['a#'], ['b-(e|)']], '--w 99ms w 199ms aw 99ms b-(e|)'],
    ['is opened again where it is silent', [['r-a----'], ['b-(e|)']], '--a 14ms s 99ms b-(e|)'],
    ['is not silent where it says that it is there', [['a---------l---------b-(e|)']], 'a 19ms b-(e|)'],
    ['ends where the server refuses', [['a-#', refused]], 'a-(x|)'],
    ['ends where it cannot be read', [['a-#', new SyntaxError('no JSON')]], 'a-(u|)'],
    ['ends where it failed there', [['a-f']], 'a-(f|)'],
    [
      'ends where nothing is heard for too long',
      [['-r-a-#'], ['#'], ['#'], ['#']],
      '---a-w 99ms w 199ms w 399ms w 297ms (g|)',
    ],
    ['goes on where one is there for long, and says no more', [[`${'l 9ms '.repeat(120)}b-(e|)`]], '1200ms b-(e|)'],
    [
      'ends where those that are there at once break off again',
      [['r-#'], ['l#'], ['l#'], ['l#']],
      '--w 100ms w 200ms w 400ms w 294ms (g|)',
    ],
    [
      'has heard something where one was there for as long as it may be silent',
      [['r----l---------l'], ['#'], ['#'], ['#']],
      '30ms s 99ms w 199ms w 399ms w 284ms (g|)',
    ],
  ])('%s', (_, answers, expected) => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const sources = answers.map(([marbles, error = trouble]) => cold(marbles, heard, error));
      let opened = 0;
      expectObservable(reconnecting(() => defer(() => sources[opened++] ?? NEVER), limits)).toBe(expected, told);
      flush();
      expect(opened).toBe(answers.length);
      // One at a time, and none is left open.
      for (const { subscriptions } of sources) {
        expect(subscriptions).toHaveLength(1);
        expect(subscriptions[0]?.unsubscribedFrame).not.toBe(Infinity);
      }
    });
  });

  it.each([
    ['what came last', ['r-a-b#', 'l#', 'e'], ['', '2', '2']],
    ['nothing where what came last had no id', ['r-a-c#', 'e'], ['', '']],
  ])('says %s where it connects again', (_, marbles, ids) => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const asked: string[] = [];
      const answers = marbles.map((answer) => cold(answer, heard, trouble));
      const stream = reconnecting((lastId) => {
        asked.push(lastId);
        return answers[asked.length - 1] ?? NEVER;
      }, limits);
      expectObservable(stream);
      flush();
      expect(asked).toEqual(ids);
    });
  });

  it('closes its connection at once when nobody listens, and opens none', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const open = cold('-a-----', heard);
      expectObservable(
        reconnecting(() => open, limits),
        '---!',
      ).toBe('-a', told);
      expectSubscriptions(open.subscriptions).toBe('^--!');
      let opened = 0;
      const waiting = reconnecting(() => {
        opened += 1;
        return cold('#', heard, trouble);
      }, limits);
      expectObservable(waiting, '---!').toBe('w', told);
      cold('-----|').subscribe({
        complete: () => {
          expect(opened).toBe(1);
        },
      });
    });
  });
});
