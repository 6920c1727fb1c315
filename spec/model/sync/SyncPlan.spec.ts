import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRequest } from '../../../src/model/errors/InvalidRequest.js';
import { followPlan, replanned, syncDefaults, syncPlan } from '../../../src/model/sync/SyncPlan.js';
import type { ScheduleFacts } from '../../../src/model/options/schedule.js';
import { longestDelay } from '../../../src/model/options/timerRange.js';

describe('syncPlan', () => {
  it("fills in the defaults of the services' documentation", () => {
    expect(syncPlan({})).toEqual({
      contextId: undefined,
      path: undefined,
      mode: undefined,
      maxRetries: 150,
      retryInterval: 1500,
      timeout: 285_000,
      requestTimeout: 60_000,
      settlePolls: 2,
      failFast: false,
      baseline: true,
    });
  });

  it('takes an option that is undefined for one that is absent', () => {
    const undefinedOptions = Object.fromEntries(Object.keys(syncPlan({})).map((key) => [key, undefined]));
    expect(syncPlan(undefinedOptions)).toEqual(syncPlan({}));
  });

  it('refuses what belongs to promises, and says how a stream is stopped', () => {
    const { signal } = new AbortController();
    expect(() => syncPlan({ signal } as never)).toThrow(
      '`signal` must be an AbortSignal, and is for promises: unsubscribe',
    );
    expect(() => syncPlan({ callback: () => undefined } as never)).toThrow(
      '`callback` must be a function, and is for `sync`',
    );
  });

  it('takes what is undefined or null for absent, by whatever name', () => {
    expect(syncPlan({ taskType: undefined, contextId: null, path: null, signal: null } as never)).toEqual(syncPlan({}));
  });

  it('names the option that is wrong', () => {
    expect(() => syncPlan({ signal: 5 } as never)).toThrow('`signal` must be an AbortSignal');
    expect(() => syncPlan({ baseline: 1 as never })).toThrow('`baseline` must be true or false');
    expect(() => syncPlan({ contextId: 'c', path: ' ' })).toThrow('`path` must be text that is not blank');
    expect(() => syncPlan({ mode: 7 as never })).toThrow('`mode` must be text that is not blank');
  });

  it('makes the default timeout the length of the schedule plus one request', () => {
    expect(followPlan({ maxRetries: 10, retryInterval: 100, requestTimeout: 5 }).timeout).toBe(1005);
    expect(followPlan({ maxRetries: 3, retryInterval: (poll) => poll * 10, requestTimeout: 5 }).timeout).toBe(65);
  });

  it('cuts the default timeout to what timers take', () => {
    expect(followPlan({ maxRetries: 1_000_000, retryInterval: 10_000 }).timeout).toBe(longestDelay);
  });

  it('asks a schedule once for each poll, before anything is sent', () => {
    const asked: number[] = [];
    const plan = followPlan({ maxRetries: 3, retryInterval: (poll) => asked.push(poll) });
    expect(asked).toEqual([1, 2, 3]);
    expect(plan.retryInterval).toEqual([1, 2, 3]);
  });

  it('tells of a schedule that throws', () => {
    const cause = new Error('no');
    const retryInterval = (): number => {
      throw cause;
    };
    expect(() => followPlan({ retryInterval })).toThrow('`retryInterval` must give a delay, but threw after poll 1');
    expect(() => followPlan({ retryInterval })).toThrow(expect.objectContaining({ cause }) as Error);
  });

  it('tells a schedule how much will have passed at each poll, and that nothing is known', () => {
    const told: ScheduleFacts[] = [];
    followPlan({ maxRetries: 3, retryInterval: (poll, facts) => told.push(facts) * 10 * poll });
    expect(told).toEqual([0, 10, 50].map((elapsed) => ({ elapsed, history: [] })));
  });

  it('either gives a plan within all bounds, or names the option that is out of them', () => {
    const value = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(undefined, NaN, null, '5', {}, true, -0));
    const options = fc.record({
      maxRetries: fc.oneof(value, fc.integer({ min: 1, max: 1000 })),
      retryInterval: value,
      timeout: value,
      requestTimeout: value,
      settlePolls: value,
    });
    fc.assert(
      fc.property(options, (given) => {
        try {
          const plan = followPlan(given as object);
          expect(Number.isInteger(plan.maxRetries) && plan.maxRetries >= 1).toBe(true);
          expect(Number.isInteger(plan.settlePolls) && plan.settlePolls >= 0).toBe(true);
          for (const ms of [plan.retryInterval as number, plan.timeout, plan.requestTimeout]) {
            expect(ms >= 0 && ms <= longestDelay).toBe(true);
          }
        } catch (error) {
          if (!(error instanceof InvalidRequest)) throw error;
          expect(Object.keys(given)).toContain(error.option);
          expect(error.message).toBe(`\`${error.option}\` ${error.rule}`);
        }
      }),
    );
  });

  it('shows its defaults', () => {
    expect(syncDefaults).toMatchObject({ maxRetries: 150, retryInterval: 1500 });
  });
});

describe('replanned', () => {
  const facts = { elapsed: 1000, history: [7] };

  it('asks a schedule anew that takes the facts, and keeps the deadline', () => {
    const told: ScheduleFacts[] = [];
    const retryInterval = (poll: number, known: ScheduleFacts): number => {
      told.push(known);
      return (known.history[0] ?? 5) * poll;
    };
    const plan = syncPlan({ maxRetries: 3, retryInterval, requestTimeout: 4 });
    expect(plan).toMatchObject({ retryInterval: [5, 10, 15], timeout: 34 });
    told.length = 0;
    expect(replanned(plan, () => facts)).toEqual({ ...plan, retryInterval: [7, 14, 21] });
    expect(told).toEqual([1000, 1007, 1021].map((elapsed) => ({ elapsed, history: [7] })));
  });

  it.each([
    ['milliseconds', 5],
    ['a schedule that goes by the number of the poll', (poll: number) => poll],
  ])('leaves %s as it is', (_, retryInterval) => {
    const plan = followPlan({ maxRetries: 3, retryInterval });
    const unasked = (): never => {
      throw new Error('asked');
    };
    expect(replanned(plan, unasked)).toBe(plan);
  });

  it('names what is no delay', () => {
    const plan = followPlan({ maxRetries: 3, retryInterval: (_, { history }) => -history.length });
    expect(() => replanned(plan, () => facts)).toThrow(
      expect.objectContaining({ _tag: 'InvalidRequest', option: 'retryInterval' }) as Error,
    );
  });
});
