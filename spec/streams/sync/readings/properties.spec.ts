import fc from 'fast-check';
import { defer, finalize, map, tap, timer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { TimedOut } from '../../../../src/model/errors/TimedOut.js';
import { silent } from '../../../../src/model/logging/Logger.js';
import type { SyncSnapshot } from '../../../../src/model/sync/SyncSnapshot.js';
import type { ContextStatusData } from '../../../../src/model/tasks/ContextStatusData.js';
import { isHeld } from '../../../../src/streams/polling/Held.js';
import { contextStreams } from '../../../../src/streams/sync/contextStreams.js';
import type { SharedReadings } from '../../../../src/streams/sync/readings/sharedReadings.js';
import { trouble } from '../../../support/errors.js';
import { task } from '../../../support/tasks.js';
import { transportOf } from '../../../support/transport.js';

/** One who syncs a context, and what the service does with it. */
interface Follower {
  readonly startsAt: number;
  readonly leavesAt: number | undefined;
  readonly retryInterval: number;
  readonly settlePolls: number;
  readonly requestTimeout: number;
  readonly triggerLatency: number;
  /** When its task is listed, in ms since the trigger; undefined where it is not. */
  readonly listedAfter: number | undefined;
  readonly takes: number;
  readonly outcome: 'Success' | 'Failed';
}

/** How a request for the status list is answered. */
type Mood = { readonly kind: 'list' | 'trouble' | 'hang'; readonly latency: number };

interface Company {
  readonly followers: readonly Follower[];
  /** Of the first requests; the others are answered soon. */
  readonly moods: readonly Mood[];
  readonly maxConcurrency: number;
}

interface Lived {
  readonly ends: readonly (SyncSnapshot | undefined)[];
  readonly requests: number;
  /** Status requests that were sent while nobody was subscribed. */
  readonly forNobody: number;
  readonly open: number;
  readonly mostOpen: number;
  /** Readings that were sent before they were asked for. */
  readonly tooOld: number;
}

const targetOf = (index: number) => ({ contextId: `ctx-${index}`, path: `/data-${index}` });

/** Lives in virtual time; `who` takes part. */
const live = ({ followers, moods, maxConcurrency }: Company, who: readonly number[]): Lived => {
  const scheduler = new TestScheduler(() => undefined);
  const now = (): number => scheduler.now();
  const triggeredAt = new Map<number, number>();
  const ends: (SyncSnapshot | undefined)[] = [];
  const present = new Set<number>();
  const sentAt: number[] = [];
  let [open, mostOpen, forNobody, tooOld] = [0, 0, 0, 0];

  /** What is listed at a moment: a request that is slow tells what was when it was sent. */
  const listAt = (at: number, contextId: string | undefined): readonly ContextStatusData[] =>
    who.flatMap((index) => {
      const { listedAfter, takes, outcome } = followers[index] as Follower;
      const since = at - (triggeredAt.get(index) ?? Infinity);
      const target = targetOf(index);
      if (listedAfter === undefined || since < listedAfter) return [];
      if (contextId !== undefined && contextId !== target.contextId) return [];
      return [
        task({ ...target, ...(since < listedAfter + takes ? {} : { status: outcome, finishTime: 1_800_000_000 }) }),
      ];
    });
  const counted = <T>(request: () => Observable<T>): Observable<T> =>
    defer(() => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      return request();
    }).pipe(finalize(() => (open -= 1)));

  const transport = transportOf(
    {
      readStatus: ({ contextId }, requestTimeout) =>
        counted(() => {
          const at = now();
          if (present.size === 0) forNobody += 1;
          const { kind, latency } = moods[sentAt.push(at) - 1] ?? { kind: 'list', latency: 5 };
          return timer(kind === 'hang' ? requestTimeout : latency).pipe(
            map(() => {
              if (kind === 'hang')
                throw new TimedOut({ operation: 'read', limit: 'requestTimeout', allowed: requestTimeout });
              if (kind === 'trouble') throw trouble.unavailable(502);
              return { requestId: `${at}`, data: listAt(at, contextId) };
            }),
          );
        }),
      trigger: ({ contextId }) => {
        const index = who.find((candidate) => targetOf(candidate).contextId === contextId) ?? -1;
        return counted(() =>
          timer(followers[index]?.triggerLatency ?? 1).pipe(
            map(() => {
              triggeredAt.set(index, now());
              return { requestId: 'T' };
            }),
          ),
        );
      },
      monotonicNow: now,
    },
    maxConcurrency,
  );
  /** The same; looks whether a reading was sent after it was asked for. */
  const watched: SharedReadings = (...args) => {
    const followed = transport.readings(...args);
    const list = defer(() => {
      const askedAt = now();
      return followed.list.pipe(
        tap((reading) => {
          if (!isHeld(reading) && Number(reading.requestId) < askedAt) tooOld += 1;
        }),
      );
    });
    return { ...followed, list };
  };
  const streams = contextStreams(
    { ...transport, readings: watched },
    { service: 'AGB', sessionId: 's-1' },
    { requestTimeout: 60_000 },
    silent,
  );

  scheduler.run(({ flush }) => {
    for (const index of who) {
      const { startsAt, leavesAt, retryInterval, settlePolls, requestTimeout } = followers[index] as Follower;
      const options = { ...targetOf(index), retryInterval, settlePolls, requestTimeout, timeout: 10_000_000 };
      scheduler.schedule(() => {
        present.add(index);
        const subscription = streams.sync$({ ...options, maxRetries: 10_000 }).subscribe((snapshot) => {
          ends[index] = snapshot;
          if (snapshot.done) present.delete(index);
        });
        if (leavesAt === undefined) return;
        scheduler.schedule(() => {
          present.delete(index);
          subscription.unsubscribe();
        }, leavesAt);
      }, startsAt);
    }
    flush();
  });
  return { ends, requests: sentAt.length, forNobody, open, mostOpen, tooOld };
};

const ms = (min: number, max: number) => fc.integer({ min, max });

const follower: fc.Arbitrary<Follower> = fc
  .record({
    startsAt: ms(0, 400),
    leavesAt: fc.option(ms(0, 900), { nil: undefined, freq: 1 }),
    retryInterval: fc.constantFrom(20, 100, 333, 333),
    settlePolls: ms(0, 3),
    requestTimeout: fc.constantFrom(90, 400, 2000),
    triggerLatency: ms(1, 80),
    isListed: fc.boolean(),
    late: fc.constantFrom(0, 0.3, 0.7, 1, 1),
    takes: ms(0, 700),
    outcome: fc.constantFrom('Success' as const, 'Success' as const, 'Failed' as const),
  })
  .map(({ isListed, late, ...rest }) => {
    // As late as a sync waits for at least, but for the 25 ms that a request may wait for others, and what it takes.
    const patience = Math.max(rest.settlePolls * rest.retryInterval - 80, 0);
    return { ...rest, listedAfter: isListed ? Math.floor(late * patience) : undefined };
  });

const company: fc.Arbitrary<Company> = fc.record({
  followers: fc.array(follower, { minLength: 1, maxLength: 6 }),
  moods: fc.array(fc.record({ kind: fc.constantFrom('list', 'list', 'trouble', 'hang'), latency: ms(1, 60) }), {
    maxLength: 9,
  }),
  maxConcurrency: fc.constantFrom(1, 2, 64),
});

const all = ({ followers }: Company): readonly number[] => followers.map((_, index) => index);

describe('whoever follows one session together', () => {
  it('ends as it would alone', () => {
    let succeeded = 0;
    fc.assert(
      fc.property(company, (given) => {
        const together = live(given, all(given));
        given.followers.forEach(({ leavesAt }, index) => {
          if (leavesAt !== undefined) return;
          const alone = live(given, [index]).ends[index];
          const end = together.ends[index];
          expect([end?.state, end?.progress]).toEqual([alone?.state, alone?.progress]);
          if (end?.state === 'succeeded') succeeded += 1;
        });
      }),
      { numRuns: 200 },
    );
    expect(succeeded).toBeGreaterThan(100);
  });

  it('never takes a reading that was sent before it asked, and no request is sent for nobody', () => {
    fc.assert(
      fc.property(company, (given) => {
        const { tooOld, forNobody, open, mostOpen } = live(given, all(given));
        expect({ tooOld, forNobody, open }).toEqual({ tooOld: 0, forNobody: 0, open: 0 });
        expect(mostOpen).toBeLessThanOrEqual(given.maxConcurrency);
      }),
      { numRuns: 300 },
    );
  });

  it('reads less often than if each read for itself', () => {
    const steady: Mood[] = [{ kind: 'list', latency: 5 }];
    fc.assert(
      fc.property(company, (given) => {
        const many = { ...given, moods: steady, maxConcurrency: 64 };
        const together = live(many, all(many)).requests;
        const alone = all(many).reduce((sum, index) => sum + live(many, [index]).requests, 0);
        // Of those that share a tick, each may have made one poll more.
        expect(together).toBeLessThanOrEqual(alone + many.followers.length);
      }),
      { numRuns: 150 },
    );
  });
});
