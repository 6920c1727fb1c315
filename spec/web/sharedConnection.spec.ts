import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NEVER } from 'rxjs';
import type { Heard } from '../../src/web/page/Heard.js';
import { broken, refusalOf } from '../../src/web/page/pageRequest.js';
import type { Told } from '../../src/web/page/reconnecting.js';
import { sharedConnection } from '../../src/web/page/sharedConnection.js';
import { inVirtualTime } from '../support/virtual.js';

const of = (location: string, snapshot: object): Heard => ({ type: 'value', value: { location, snapshot } });
const heard: Readonly<Record<string, Heard>> = {
  l: { type: 'alive' },
  a: of('A', { polls: 1 }),
  b: of('B', { polls: 2 }),
  d: of('A', { done: true }),
  x: { type: 'value', value: { location: 'A', status: 404 } },
  e: { type: 'complete' },
};
const trouble = broken('it was broken off');
const told: Readonly<Record<string, Told>> = {
  a: { value: { polls: 1 } },
  b: { value: { polls: 2 } },
  d: { value: { done: true } },
  w: { warning: trouble },
  x: { error: refusalOf({ status: 404 }) },
  e: { isComplete: true },
};

describe('a connection for several syncs', () => {
  // The longest that is waited.
  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  type Follower = readonly [location: string, from: number, to: number, expected: string];
  type Connection = readonly [locations: string, marbles: string, from: number, to: number];

  /** What is told to whom who follows from when to when; by which connections, and from when to when each is open. */
  const expectTold = (followers: readonly Follower[], connections: readonly Connection[]) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const sources = connections.map(([, marbles]) => cold(marbles, heard, trouble));
      const asked: string[] = [];
      const follow = sharedConnection((locations) => sources[asked.push(locations.join('')) - 1] ?? NEVER, {
        silence: 1000,
        reconnectTimeout: 10_000,
      });
      for (const [location, from, to, expected] of followers)
        expectObservable(follow(location), `${from}ms ^ ${to - from - 1}ms !`).toBe(expected, told);
      for (const [index, [, , from, to]] of connections.entries())
        expectSubscriptions(sources[index]?.subscriptions ?? []).toBe(`${from}ms ^ ${to - from - 1}ms !`);
      flush();
      expect(asked).toEqual(connections.map(([locations]) => locations));
    });
  };

  it.each<[string, readonly Follower[], readonly Connection[]]>([
    [
      'is opened once for all who come together, tells each of its own, and is closed with the last who leaves',
      [
        ['A', 0, 100, '51ms a'],
        ['B', 20, 120, '52ms b'],
      ],
      [['AB', 'lab', 50, 120]],
    ],
    [
      'is opened anew where more are followed, and the old one tells until the new one does',
      [
        ['A', 0, 400, '51ms a 198ms aaa-a'],
        ['B', 200, 400, '255ms b'],
      ],
      [
        ['A', 'la 198ms aaa', 50, 253],
        ['AB', '---lab', 250, 400],
      ],
    ],
    [
      'is not opened a third time before the second one says something',
      [
        ['A', 0, 500, '51ms a 349ms aa'],
        ['B', 200, 500, '403ms b'],
        ['C', 260, 500, '-'],
      ],
      [
        ['A', 'la', 50, 400],
        ['AB', '150ms lab', 250, 401],
        ['ABC', '-lab', 400, 500],
      ],
    ],
    [
      'is opened anew where one leaves, so that nobody asks for it any more',
      [
        ['A', 0, 100, '51ms a'],
        ['B', 0, 300, '52ms b 98ms b'],
      ],
      [
        ['AB', 'lab', 50, 151],
        ['B', '-b', 150, 300],
      ],
    ],
    [
      'goes on for the others when one is over or refused',
      [
        ['A', 0, 52, '51ms d'],
        ['A', 0, 60, '51ms dx'],
        ['B', 0, 300, '60ms b'],
      ],
      [['AB', 'ldx-------b', 50, 300]],
    ],
    [
      'is opened again where it breaks, with a warning to all',
      [
        ['A', 0, 2200, '51ms a-w 2050ms a'],
        ['B', 0, 2200, '52ms bw 2051ms b'],
      ],
      [
        ['AB', 'lab#', 50, 53],
        ['AB', '-ab', 2103, 2200],
      ],
    ],
    [
      'is closed where it told all of them',
      [
        ['A', 0, 200, '51ms d-e'],
        ['B', 0, 200, '52ms be'],
      ],
      [['AB', 'ldbe', 50, 53]],
    ],
  ])('%s', (_, followers, connections) => {
    expectTold(followers, connections);
  });

  it('are several where there are very many', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const asked: number[] = [];
      const follow = sharedConnection((locations) => (asked.push(locations.length), NEVER), {
        silence: 1000,
        reconnectTimeout: 10_000,
      });
      for (let index = 0; index < 250; index++) expectObservable(follow(`${index}`), '100ms !');
      flush();
      expect(asked).toEqual([100, 100, 50]);
    });
  });

  it('are several where one address would be too long', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const asked: string[][] = [];
      const follow = sharedConnection((locations) => (asked.push([...locations]), NEVER), {
        silence: 1000,
        reconnectTimeout: 10_000,
      });
      const locations = [...Array(30).keys()].map((index) => `?project=${'ü'.repeat(100)}&id=${index}`);
      for (const location of locations) expectObservable(follow(location), '100ms !');
      flush();
      expect(asked.flat()).toEqual(locations);
      const lengths = asked.map((some) => some.map(encodeURIComponent).join('&location=').length);
      expect(Math.max(...lengths)).toBeLessThan(6000);
      // As few as that allows.
      expect(asked).toHaveLength(Math.ceil(30 / 9));
    });
  });
});
