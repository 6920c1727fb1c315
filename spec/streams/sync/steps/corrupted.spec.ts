import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InvalidRequest } from '../../../../src/model/errors/InvalidRequest.js';
import type { History, TrueTask } from '../../../support/history.js';
import { liveInSteps } from '../../../support/killedWorkers.js';

const aTask = (fields: Partial<TrueTask>): TrueTask => ({
  contextId: 'a',
  taskType: 'upload',
  listedAt: 0,
  startsAt: 0,
  endsAt: 400,
  outcome: 'Success',
  vanishesAt: undefined,
  ...fields,
});

/** A service that lists what it does at once, after some trouble of each kind. */
const pastWith = (outcome: TrueTask['outcome'], isLost: boolean): History => {
  const list = { latency: 1, kind: 'list', late: 0, retryAfter: undefined } as const;
  const trouble = { ...list, kind: 'transient' } as const;
  return {
    options: { contextId: 'a', path: '/a', mode: 'upload', retryInterval: 100, timeout: 5000, requestTimeout: 1000 },
    before: [aTask({ listedAt: -9000, startsAt: -9000, endsAt: -8000 })],
    own: [aTask({ outcome })],
    moods: [trouble, list, list, trouble, list, list, trouble, list],
    triggerLatency: 1,
    triggerMoods: [
      { kind: 'turnedAway', retryAfter: undefined },
      { kind: isLost ? 'lost' : 'accepted', retryAfter: undefined },
    ],
    clock: 1_700_000_000_000,
    unsubscribeAt: undefined,
  };
};

/** What stands where something else should. `undefined` is left out of what is stored. */
const junk: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  -1,
  0,
  1,
  0.5,
  1e300,
  '',
  'x',
  [],
  {},
  [null],
  { a: 1 },
];

/** The way to each field. */
const fieldsIn = (value: unknown): string[][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[key], ...fieldsIn(inner).map((rest) => [key, ...rest])])
    : [];

const withJunk = (value: unknown, [key = '', ...rest]: readonly string[], instead: unknown): unknown => {
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = rest.length === 0 ? instead : withJunk(copy[key], rest, instead);
  return copy;
};

const spoiled = fc.record({
  outcome: fc.constantFrom('Success' as const, 'Failed' as const),
  isLost: fc.boolean(),
  at: fc.nat(11),
  field: fc.nat(200),
  instead: fc.constantFrom(...junk),
});

it('whatever stands in a field that was stored, it is refused by its name, or the end is the truth', () => {
  let refused = 0;
  fc.assert(
    fc.property(spoiled, ({ outcome, isLost, at, field, instead }) => {
      let kept = 0;
      let changed: readonly string[] = [];
      const spoil = (text: string): string => {
        if (kept++ !== at) return text;
        const stored: unknown = JSON.parse(text);
        const fields = fieldsIn(stored);
        changed = fields[field % fields.length] ?? [];
        // Before the first step it would be another sync.
        const isOther = at === 0 && changed[0] === 'options';
        return isOther ? text : JSON.stringify(withJunk(stored, changed, instead));
      };
      const { error, end, taken } = liveInSteps(pastWith(outcome, isLost), [], spoil);
      expect(taken).toBeLessThanOrEqual(1);
      if (error !== undefined) {
        refused++;
        expect(error).toBeInstanceOf(InvalidRequest);
        const { option } = error as InvalidRequest;
        const isNamed = changed[0] === 'options' || changed.some((key) => option.includes(key));
        if (!option.startsWith('checkpoint.handle')) expect(isNamed, `${changed.join('.')}: ${option}`).toBe(true);
        return;
      }
      if (outcome === 'Failed') expect(end?.state).not.toBe('succeeded');
      else expect(end?.state === 'failed' && end.error._tag === 'TaskFailed').toBe(false);
    }),
    { numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(80);
});
