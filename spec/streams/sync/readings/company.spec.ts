import { map, NEVER, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { silent } from '../../../../src/model/logging/Logger.js';
import type { SyncSnapshot } from '../../../../src/model/sync/SyncSnapshot.js';
import type { ContextStatusData } from '../../../../src/model/tasks/ContextStatusData.js';
import { contextStreams, type ContextStreams } from '../../../../src/streams/sync/contextStreams.js';
import { sessionReadings } from '../../../../src/streams/sync/readings/sessionReadings.js';
import { handleOf } from '../../../support/picture.js';
import { trouble } from '../../../support/errors.js';
import { failed, succeeded, task } from '../../../support/tasks.js';
import { transportOf, type Requests } from '../../../support/transport.js';
import { inVirtualTime, virtualNow } from '../../../support/virtual.js';

type List = readonly ContextStatusData[];

/** What those who follow one session are told, each reading 2 ms after it was sent; the last list goes on for ever. */
const follow = (lists: readonly List[], join: (streams: ContextStreams) => void): readonly number[] => {
  const sentAt: number[] = [];
  inVirtualTime(({ flush }) => {
    const transport = transportOf({
      readStatus: () => {
        const data = (lists[Math.min(sentAt.length, lists.length - 1)] ?? []).map((entry) => ({ ...entry }));
        sentAt.push(virtualNow());
        return timer(2).pipe(map(() => ({ requestId: 'R', data })));
      },
      trigger: () => timer(1).pipe(map(() => ({ requestId: 'T' }))),
      monotonicNow: virtualNow,
    });
    join(contextStreams(transport, { service: 'AGB', sessionId: 's-1' }, { requestTimeout: 60_000 }, silent));
    flush();
  });
  return sentAt;
};

const silentService = { readStatus: () => NEVER, trigger: () => NEVER, monotonicNow: virtualNow };

/** Makes of every task of an error one that succeeded. */
const spoil = ({ error }: SyncSnapshot): void => {
  const tasks = error?._tag === 'TaskFailed' ? error.tasks : error?._tag === 'TimedOut' ? error.listed : [];
  for (const one of tasks) Object.assign(one, succeeded());
};

describe('what one does to its error changes nothing for those who read the same list', () => {
  it.each([
    ['a task that failed', handleOf(), ['failed', 'failed']],
    [
      'a task that is listed otherwise than it was asked for',
      handleOf({ contextId: 'ctx', path: '/other' }),
      ['unconfirmed', 'failed'],
    ],
  ] as const)('%s', (_, handle, expected) => {
    const states: string[] = [];
    // Each reads once for itself, then both together.
    follow([[task()], [task()], [failed()]], (streams) => {
      const options = { retryInterval: 60, settlePolls: 1 };
      streams.follow$(handle, options).subscribe((snapshot) => {
        spoil(snapshot);
        if (snapshot.done) states.push(snapshot.state);
      });
      streams.follow$(handleOf(), options).subscribe(({ done, state }) => {
        if (done) states.push(state);
      });
    });
    expect(states).toEqual(expected);
  });
});

describe('of those who come and go', () => {
  it('no interval is kept that nobody ticks with', () => {
    inVirtualTime(() => {
      const { turn } = transportOf(silentService);
      const { tickerOf } = sessionReadings({ ...silentService, turn }, new Map());
      const known = tickerOf(60);
      const one = known.ticks.subscribe();
      const other = tickerOf(60).ticks.subscribe();
      one.unsubscribe();
      expect(tickerOf(60)).toBe(known);
      other.unsubscribe();
      expect(tickerOf(60)).not.toBe(known);
    });
  });
});

describe('where an entry of the whole list may be of a context or not', () => {
  /** Three contexts are followed together, by a client that sends one request at a time. Gives who ended how, and what was asked from 60 ms on. */
  const readAlone = (answer: () => List, leavesAt?: number) => {
    const told: string[] = [];
    const asked: (string | undefined)[] = [];
    inVirtualTime(({ flush }) => {
      const readStatus: Requests['readStatus'] = ({ contextId }) => {
        const isLate = virtualNow() >= 60;
        if (isLate) asked.push(contextId);
        const data = (): List => {
          if (contextId === undefined) return [task({ contextId: '' })];
          return isLate && contextId === 'a' ? answer() : [];
        };
        return timer(2).pipe(map(() => ({ requestId: 'R', data: data() })));
      };
      const transport = transportOf({ ...silentService, readStatus }, 1);
      const streams = contextStreams(
        transport,
        { service: 'AGB', sessionId: 's-1' },
        { requestTimeout: 60_000 },
        silent,
      );
      for (const contextId of ['a', 'b', 'c']) {
        const following = streams
          .follow$(handleOf({ contextId, path: '/data' }), { retryInterval: 60, maxRetries: 2 })
          .subscribe(({ done, error }) => done && told.push(`${contextId} ${error?._tag}`));
        if (leavesAt !== undefined && contextId === 'b') timer(leavesAt).subscribe(() => following.unsubscribe());
      }
      flush();
    });
    return { told, asked };
  };

  it('trouble of one is nothing to the others', () => {
    const refused = (): List => {
      throw trouble.refused();
    };
    expect(readAlone(refused)).toEqual({
      told: ['a Refused', 'b TimedOut', 'c TimedOut'],
      asked: [undefined, 'a', 'b', 'c'],
    });
  });

  it('nothing is read for who left', () => {
    expect(readAlone(() => [], 63)).toEqual({ told: ['a TimedOut', 'c TimedOut'], asked: [undefined, 'a', 'c'] });
  });
});

describe('what is wrong with the whole list', () => {
  it.each([
    ['an entry of another context that cannot be read', trouble.unreadable()],
    ['that it is refused', trouble.refused()],
  ])('is nothing to who asks for a part of it: %s', (_, error) => {
    const told: string[] = [];
    inVirtualTime(({ flush }) => {
      const readStatus: Requests['readStatus'] = ({ contextId }) =>
        timer(2).pipe(
          map(() => {
            if (contextId === undefined || contextId === 'bad') throw error;
            return { requestId: 'R', data: [succeeded({ contextId })] };
          }),
        );
      const streams = contextStreams(
        transportOf({ ...silentService, readStatus }),
        { service: 'AGB', sessionId: 's-1' },
        { requestTimeout: 60_000 },
        silent,
      );
      for (const contextId of ['a', 'b', 'c', 'bad']) {
        streams
          .follow$(handleOf({ contextId, path: '/data' }), { retryInterval: 60, maxRetries: 2 })
          .subscribe(({ done, state }) => done && told.push(`${contextId} ${state}`));
      }
      flush();
    });
    expect(told.sort()).toEqual(['a succeeded', 'b succeeded', 'bad unconfirmed', 'c succeeded']);
  });

  it('nor is it where the others left meanwhile', () => {
    const told: string[] = [];
    inVirtualTime(({ flush }) => {
      const readStatus: Requests['readStatus'] = ({ contextId }) =>
        timer(20).pipe(
          map(() => {
            if (contextId === undefined) throw trouble.refused();
            return { requestId: 'R', data: contextId === 'first' ? [task({ contextId })] : [succeeded({ contextId })] };
          }),
        );
      const streams = contextStreams(
        transportOf({ ...silentService, readStatus }),
        { service: 'AGB', sessionId: 's-1' },
        { requestTimeout: 60_000 },
        silent,
      );
      const follow$ = (contextId: string) =>
        streams.follow$(handleOf({ contextId, path: '/data' }), { retryInterval: 90 });
      const first = follow$('first').subscribe();
      const other = follow$('other').subscribe();
      follow$('a').subscribe(({ done, state }) => done && told.push(`a ${state}`));
      timer(30).subscribe(() => {
        first.unsubscribe();
        other.unsubscribe();
      });
      flush();
    });
    expect(told).toEqual(['a succeeded']);
  });
});
