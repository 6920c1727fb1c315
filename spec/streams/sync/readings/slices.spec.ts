import { asyncScheduler, concat, delay, ignoreElements, map, Observable, take, takeUntil, tap, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ticker } from '../../../../src/streams/polling/ticker.js';
import type { Reader } from '../../../../src/streams/sync/readings/asks.js';
import { sessionReadings, type SessionReadings } from '../../../../src/streams/sync/readings/sessionReadings.js';
import { trouble } from '../../../support/errors.js';
import { inVirtualTime, virtualNow } from '../../../support/virtual.js';
import { transportOf } from '../../../support/transport.js';

/** In ms: longer than a slice. */
const takes = 40;

/** With what makes time pass. */
type SlowSession = SessionReadings & { readonly hear: () => void };

/** What happens where those who follow a session are slow to hear: all of it, in its order. */
const follow = (
  run: (session: SlowSession, ask: (name: string) => () => void) => void,
  failure?: Error,
): readonly string[] => {
  const events: string[] = [];
  inVirtualTime(({ flush }) => {
    let heard = 0;
    const monotonicNow = (): number => virtualNow() + heard * takes;
    const readStatus = () => {
      events.push(`sent at ${virtualNow()}`);
      return timer(10).pipe(
        tap(() => asyncScheduler.schedule(() => void events.push('others'))),
        map(() => {
          if (failure) throw failure;
          return { requestId: 'R', data: [] };
        }),
      );
    };
    const { turn } = transportOf({ readStatus, trigger: readStatus, monotonicNow });
    // More than one is there, so that none is alone.
    const session = sessionReadings({ readStatus, turn, monotonicNow }, { size: 9 });
    const ask = (name: string): (() => void) => {
      const request = { sessionId: 's-1' };
      const reader: Reader = { request, requestTimeout: 60_000, inContext: (work) => work() };
      const told = (): void => {
        heard += 1;
        events.push(name);
      };
      const asking = new Observable<unknown>((subscriber) => session.ask(reader, subscriber)).subscribe({
        next: told,
        error: told,
      });
      return () => {
        asking.unsubscribe();
      };
    };
    const hear = (): void => {
      heard += 1;
    };
    run({ ...session, hear }, ask);
    flush();
  });
  return events;
};

describe('one reading for many who are slow to hear it', () => {
  it('lets others have a turn in between', () => {
    const events = follow((_, ask) => ['first', 'a', 'b', 'c'].map(ask));
    expect(events).toEqual(['sent at 0', 'first', 'others', 'sent at 25', 'a', 'others', 'b', 'c']);
  });

  it('does so where it failed, too', () => {
    const events = follow((_, ask) => ['first', 'a', 'b', 'c'].map(ask), trouble.refused());
    expect(events).toEqual(['sent at 0', 'first', 'others', 'sent at 25', 'a', 'others', 'b', 'c']);
  });

  it('is for nobody who left since it came', () => {
    const events = follow((_, ask) => {
      const [, , , leave] = ['first', 'a', 'b', 'c'].map(ask);
      timer(36).subscribe(leave);
    });
    expect(events).toEqual(['sent at 0', 'first', 'others', 'sent at 25', 'a', 'others', 'b']);
  });

  it('comes to all of them before the next one is asked for', () => {
    const events = follow((_, ask) => {
      ['first', 'a', 'b', 'c'].map(ask);
      // After the first slice.
      timer(30)
        .pipe(delay(5))
        .subscribe(() => ask('later'));
    });
    expect(events.slice(3)).toEqual(['sent at 25', 'a', 'others', 'b', 'c', 'sent at 37', 'later', 'others']);
  });
});

describe('a tick for many who are slow to hear it', () => {
  it('has all of them ask for one reading', () => {
    let heard = 0;
    const events = follow((session, ask) => {
      const { ticks } = session.tickerOf(60);
      for (const name of ['a', 'b', 'c']) {
        const listening = ticks.subscribe(() => {
          heard += 1;
          ask(name);
          listening.unsubscribe();
        });
      }
    });
    expect(heard).toBe(3);
    expect(events.filter((event) => event.startsWith('sent'))).toEqual(['sent at 60']);
  });

  it('keeps nobody waiting for ever: who ticks apart may be busy in turn', () => {
    const events = follow((session, ask) => {
      const ended = timer(2000);
      const listen = (ms: number, listeners: number): void => {
        const { ticks } = session.tickerOf(ms);
        for (let one = 0; one < listeners; one++) ticks.pipe(takeUntil(ended)).subscribe(session.hear);
      };
      // Each has a moment of quiet before its next tick, in which the other one is busy.
      listen(7, 6);
      timer(3).subscribe(() => {
        listen(14, 13);
      });
      timer(100).subscribe(() => ask('a'));
    });
    expect(events.slice(0, 2)).toEqual(['sent at 600', 'a']);
  });

  it('comes to each once, and not to who came during it', () => {
    const ticked: string[] = [];
    inVirtualTime(({ flush }) => {
      let heard = 0;
      const { ticks } = ticker(1, () => virtualNow() + heard * takes);
      const listen = (name: string): void => {
        ticks.pipe(take(2)).subscribe(() => {
          heard += 1;
          ticked.push(`${name} ${virtualNow()}`);
          if (ticked.length === 1) listen('late');
        });
      };
      for (const name of ['a', 'b', 'c']) listen(name);
      flush();
    });
    expect(ticked).toEqual(['a 1', 'b 2', 'c 3', 'a 5', 'b 6', 'c 7', 'late 8', 'late 10']);
  });

  it('is left out where not all have the one before', () => {
    const ticked: number[] = [];
    inVirtualTime(({ flush }) => {
      const { ticks } = ticker(2, virtualNow, { around: (told) => concat(told, timer(3).pipe(ignoreElements())) });
      ticks.pipe(take(3)).subscribe(() => ticked.push(virtualNow()));
      flush();
    });
    expect(ticked).toEqual([2, 6, 10]);
  });
});
