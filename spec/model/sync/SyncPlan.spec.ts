import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRequest } from '../../../src/model/errors/InvalidRequest.js';
import { followPlan, syncDefaults, syncPlan } from '../../../src/model/sync/SyncPlan.js';
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
