import { describe, expect, it } from 'vitest';
import { enumerate, type Bound, type Tally, type TaskSeed } from '../../support/smallWorlds.js';

const product = <T>(choices: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  choices.reduce<readonly (readonly T[])[]>(
    (all, choice) => all.flatMap((some) => choice.map((one) => [...some, one])),
    [[]],
  );

const none: readonly TaskSeed[] = [];
const earlier = (contextId: string, taskType = 'upload'): readonly (readonly TaskSeed[])[] => [
  none,
  ...(['waits', 'runs', 'Success', 'Failed'] as const).map((phase): readonly TaskSeed[] => [
    { role: 'earlier', contextId, taskType, begins: phase === 'waits' ? 150 : 100, phase },
  ]),
];
const made = (role: 'own' | 'foreign', contextId: string, begins: number, taskType = 'upload'): readonly TaskSeed[] => [
  // How a task of another context waits is nothing to this sync.
  { role, contextId, taskType, begins, phase: contextId === 'a' || role === 'own' ? 'waits' : 'runs' },
];
const seedsOf = (...choices: readonly (readonly (readonly TaskSeed[])[])[]): Bound['seeds'] =>
  product(choices)
    .map((parts) => parts.flat())
    .filter(isTold);

/**
 * Where this sync made nothing, what somebody else makes later of the same is as good as its own. And what begins in the second
 * of an earlier task looks like that one: there, one that runs still, or a third one, would be one riddle too many.
 */
const isTold = (seeds: readonly TaskSeed[]): boolean =>
  seeds.every((seed) => {
    const own = seeds.find((one) => one.role === 'own' && isSameKey(one, seed));
    const isRepeat = own?.begins === 100;
    // A task that is listed as another type cannot be told from one that runs there.
    if (seed.role === 'earlier' && own !== undefined && isOfOthers(own) && !isFinal(seed) && seed.contextId === 'a')
      return false;
    if (seed.role === 'foreign') return isOfOthers(seed) || (own !== undefined && !isRepeat);
    return !isRepeat || seed === own || isFinal(seed);
  });

const isOfOthers = ({ contextId, taskType }: TaskSeed): boolean => contextId !== 'a' || taskType !== 'upload';

const isSameKey = (one: TaskSeed, other: TaskSeed): boolean =>
  one.contextId === other.contextId && one.taskType === other.taskType;

const isFinal = ({ phase }: TaskSeed): boolean => phase === 'Success' || phase === 'Failed';

/** The same tasks, where the service tells when they were asked for while they wait. */
const told = (seeds: Bound['seeds']): Bound['seeds'] =>
  seeds.map((tasks) => tasks.map((one) => ({ ...one, asked: one.begins - 40 })));

interface Scope extends Pick<Bound, 'seeds' | 'target' | 'polls' | 'every' | 'failFast'> {
  /** What the gate has time for: fewer polls, or fewer baselines. */
  readonly inGate: Pick<Bound, 'polls' | 'every'>;
}

const ownOf = (contextId: string): readonly (readonly TaskSeed[])[] => [
  none,
  made('own', contextId, 200),
  made('own', contextId, 100),
];

const scopes: Readonly<Record<string, Scope>> = {
  'one context': {
    seeds: seedsOf(earlier('a'), ownOf('a'), [none, made('foreign', 'a', 300)]),
    target: {},
    polls: 3,
    every: 1,
    inGate: { polls: 2, every: 1 },
  },
  'one context, whose waiting tasks tell when they were asked for': {
    seeds: told(seedsOf(earlier('a'), ownOf('a'), [none, made('foreign', 'a', 300)])),
    target: {},
    polls: 3,
    every: 1,
    inGate: { polls: 2, every: 1 },
  },
  'an initial download, and a sync that ends at the first failed task': {
    seeds: seedsOf(earlier('a', 'download'), [
      none,
      ...['upload', 'download'].flatMap((type) => [made('own', 'a', 200, type), made('own', 'a', 100, type)]),
    ]),
    target: {},
    failFast: true,
    polls: 4,
    every: 1,
    inGate: { polls: 3, every: 1 },
  },
  'an initial download, and a sync in whatever direction': {
    seeds: seedsOf(earlier('a', 'download'), [
      none,
      ...['upload', 'download'].flatMap((type) => [made('own', 'a', 200, type), made('own', 'a', 100, type)]),
    ]),
    target: {},
    polls: 4,
    every: 1,
    inGate: { polls: 3, every: 1 },
  },
  'an upload beside downloads': {
    seeds: seedsOf(
      earlier('a', 'download'),
      [none, made('own', 'a', 200), made('own', 'a', 300, 'download')],
      [none, made('foreign', 'a', 300, 'download')],
    ),
    target: { mode: 'upload' },
    polls: 3,
    every: 1,
    inGate: { polls: 2, every: 1 },
  },
  'two contexts': {
    seeds: seedsOf(earlier('a'), ownOf('a'), earlier('b'), ownOf('b')),
    target: {},
    polls: 2,
    every: 1,
    inGate: { polls: 2, every: 18 },
  },
  'one context of two': {
    seeds: seedsOf(earlier('a'), ownOf('a'), earlier('b'), [none, made('foreign', 'b', 300)]),
    target: { contextId: 'a', path: '/a' },
    polls: 2,
    every: 1,
    inGate: { polls: 2, every: 18 },
  },
};

const isExploring = process.env['EXPLORE'] !== undefined;

describe('in all small worlds', () => {
  it.each(Object.entries(scopes))(
    'of %s, no verdict is wrong, and none knows less than could be known',
    (name, { inGate, ...scope }) => {
      const tally: Tally = { histories: 0, seen: 0, ends: {}, findings: [] };
      const common = { ...scope, ...(isExploring ? {} : inGate), settlePolls: 1, late: 1 };
      for (const isLost of [false, true]) {
        for (const failures of isExploring ? [0, 1] : [0]) enumerate({ ...common, isLost, failures }, tally);
      }
      const { histories, seen, ends, findings } = tally;
      console.log(`${name}: ${histories} histories that look like ${seen} different ones, ${JSON.stringify(ends)}`);
      expect(findings.sort((one, other) => one.length - other.length).slice(0, 20)).toEqual([]);
      expect(Math.min(...['succeeded', 'failed', 'unconfirmed'].map((state) => ends[state] ?? 0))).toBeGreaterThan(0);
    },
    isExploring ? 3_600_000 : undefined,
  );
});
