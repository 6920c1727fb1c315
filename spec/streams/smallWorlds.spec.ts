import { describe, expect, it } from 'vitest';
import { enumerate, type Bound, type Tally, type TaskSeed } from '../support/smallWorlds.js';

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
  { role, contextId, taskType, begins, phase: 'waits' },
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
    if (seed.role === 'foreign') return isOfOthers(seed) || (own !== undefined && !isRepeat);
    return !isRepeat || seed === own || isFinal(seed);
  });

const isOfOthers = ({ contextId, taskType }: TaskSeed): boolean => contextId !== 'a' || taskType !== 'upload';

const isSameKey = (one: TaskSeed, other: TaskSeed): boolean =>
  one.contextId === other.contextId && one.taskType === other.taskType;

const isFinal = ({ phase }: TaskSeed): boolean => phase === 'Success' || phase === 'Failed';

const bounds: Readonly<Record<string, Omit<Bound, 'isLost' | 'failures' | 'late'>>> = {
  'one context': {
    seeds: seedsOf(
      earlier('a'),
      [none, made('own', 'a', 200), made('own', 'a', 100)],
      [none, made('foreign', 'a', 300)],
    ),
    target: {},
    polls: Number(process.env['POLLS'] ?? 3),
    settlePolls: 1,
  },
  'an upload after an initial download': {
    seeds: seedsOf(earlier('a', 'download'), [
      none,
      ...['upload', 'download'].flatMap((type) => [made('own', 'a', 200, type), made('own', 'a', 100, type)]),
    ]),
    target: {},
    polls: Number(process.env['POLLS'] ?? 3),
    settlePolls: 1,
  },
  'one direction of two': {
    seeds: seedsOf(
      earlier('a', 'download'),
      [none, made('own', 'a', 200), made('own', 'a', 300, 'download')],
      [none, made('foreign', 'a', 300, 'download')],
    ),
    target: { mode: 'upload' },
    polls: Number(process.env['POLLS'] ?? 3),
    settlePolls: 1,
  },
  'two contexts': {
    seeds: seedsOf(earlier('a'), [none, made('own', 'a', 200), made('own', 'a', 100)], earlier('b'), [
      none,
      made('own', 'b', 200),
      made('own', 'b', 100),
    ]),
    target: {},
    polls: Number(process.env['POLLS'] ?? 2),
    settlePolls: 1,
  },
  'one context of two': {
    seeds: seedsOf(earlier('a'), [none, made('own', 'a', 200), made('own', 'a', 100)], earlier('b'), [
      none,
      made('foreign', 'b', 300),
    ]),
    target: { contextId: 'a', path: '/a' },
    polls: Number(process.env['POLLS'] ?? 2),
    settlePolls: 1,
  },
};

describe('in all small worlds', () => {
  it.each(Object.entries(bounds))('of %s, no verdict is wrong', (_, bound) => {
    const tally: Tally = { histories: 0, seen: 0, ends: {}, findings: [] };
    for (const isLost of [false, true])
      for (const failures of process.env['POLLS'] ? [0] : [0, 1])
        enumerate({ ...bound, isLost, failures, late: Number(process.env['LATE'] ?? 1) }, tally);
    const { findings, ...counts } = tally;
    console.log(counts, findings.length);
    expect(findings.sort((a, b) => a.length - b.length).slice(0, 30)).toEqual([]);
  });
});
