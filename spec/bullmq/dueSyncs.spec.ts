import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayUntilDue, dueSyncs } from '../../src/bullmq/dueSyncs.js';
import type { SyncCheckpoint } from '../../src/index.js';

const now = 1_000_000;

const course = fc.record(
  { nextDelay: fc.integer({ min: 0, max: 10_000 }), warning: fc.constant({ _tag: 'Unavailable' }) },
  { requiredKeys: [] },
);
const checkpoint = fc.record(
  {
    version: fc.constant(1),
    phase: fc.constantFrom('new', 'ready', 'triggering', 'following'),
    options: fc.record({ baseline: fc.boolean() }, { requiredKeys: [] }),
    dueAt: fc.integer({ min: now - 10_000, max: now + 10_000 }),
    course,
  },
  { requiredKeys: ['version', 'phase', 'options'] },
) as unknown as fc.Arbitrary<SyncCheckpoint>;
const session = fc.dictionary(fc.string(), checkpoint, { maxKeys: 12 }).map((syncs) => new Map(Object.entries(syncs)));

const dueAt = ({ dueAt: at = 0 }: SyncCheckpoint) => at;
const isTrigger = ({ phase, options }: SyncCheckpoint) =>
  phase === 'ready' || (phase === 'new' && options.baseline === false);

describe('which syncs of a session one request is for', () => {
  it('is one that is due and triggered, alone; else all that are due, with those that soon will be', () => {
    fc.assert(
      fc.property(session, (syncs) => {
        const ids = dueSyncs(syncs, now);
        const due = [...syncs].filter(([, one]) => dueAt(one) <= now).map(([id]) => id);
        const chosen = ids.map((id) => syncs.get(id) as SyncCheckpoint);
        if (chosen.some(isTrigger)) {
          expect([ids.length, due.includes(ids[0] ?? '')]).toEqual([1, true]);
          return;
        }
        expect(ids.length > 0).toBe(due.length > 0);
        expect(ids).toEqual(expect.arrayContaining(due));
        for (const one of chosen) {
          const early = dueAt(one) - now;
          // Half an interval at most, and never before the time that the service asked for.
          const most = one.course?.warning ? 0 : (one.course?.nextDelay ?? 0) / 2;
          expect(early).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it('comes to something as soon as one of them is due, and to nothing before', () => {
    fc.assert(
      fc.property(session, (syncs) => {
        const delay = delayUntilDue(syncs, now);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay === Infinity).toBe(syncs.size === 0);
        if (syncs.size > 0) expect(dueSyncs(syncs, now + delay)).not.toEqual([]);
        if (delay > 0 && delay < Infinity) expect(dueSyncs(syncs, now + delay - 1)).toEqual([]);
      }),
    );
  });

  it('is asked again later and later of one that only another release knows', () => {
    const unknown = (at?: number) => new Map([['a', { version: 2, dueAt: at } as unknown as SyncCheckpoint]]);
    const delays = [undefined, now, now - 3000, now - 1e9, now + 5000].map((at) => delayUntilDue(unknown(at), now));
    expect(delays).toEqual([1000, 1000, 3000, 60_000, 5000]);
  });
});
