import { map, of, timer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import type { RateLimited } from '../../../src/model/errors/RateLimited.js';
import { isHeld, type Held } from '../../../src/streams/polling/Held.js';
import type { Turn } from '../../../src/streams/polling/gate.js';
import { requestPace } from '../../../src/streams/polling/requestPace.js';
import { unlessHeldLong } from '../../../src/streams/polling/unlessHeldLong.js';
import { trouble } from '../../support/errors.js';

/** Runs requests in virtual time; what is told of pauses, and of requests by their name, each with the time. */
const live = (
  play: (turn: Turn, at: (ms: number, act: () => void) => void, tell: (what: string) => void) => void,
  { maxConcurrency = 64, clock = (ms: number) => ms } = {},
): readonly string[] => {
  const lines: string[] = [];
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(({ flush }) => {
    const tell = (what: string): void => void lines.push(`${scheduler.now()} ${what}`);
    const { turn } = requestPace({
      maxConcurrency,
      monotonicNow: () => clock(scheduler.now()),
      onPause: ({ delay }) => tell(`pause ${delay}`),
    });
    play(turn, (ms, act) => void scheduler.schedule(act, ms), tell);
    flush();
  });
  return lines;
};

/** A request that is turned away after so many ms, for so long. */
const throttled = (after: number, retryAfter: number): Observable<string> =>
  timer(after).pipe(
    map(() => {
      throw trouble.rateLimited(retryAfter);
    }),
  );

/** Tells what becomes of a request. */
const send = (turned: Observable<string | Held>, tell: (what: string) => void): void => {
  turned.subscribe({
    next: (value) => tell(isHeld(value) ? `held ${value.delay}` : value),
    error: (error: unknown) => {
      const { _tag, retryAfter } = error as RateLimited;
      tell(`${_tag} ${retryAfter}`);
    },
  });
};

const ignore = (): void => undefined;

describe('the pause of a throttled key', () => {
  it('is told once, however many are turned away with it', () => {
    const lines = live((turn, at, tell) => {
      for (const after of [10, 12, 14]) send(turn(throttled(after, 100)), ignore);
      at(11, () => send(turn(of('sent')), tell));
    });
    expect(lines).toEqual(['10 pause 100', '11 held 99', '114 sent']);
  });

  it('is told again where it is to be longer than was told', () => {
    const lines = live((turn, at, tell) => {
      send(turn(throttled(10, 100)), ignore);
      send(turn(throttled(20, 5000)), ignore);
      send(turn(throttled(30, 100)), ignore);
      at(11, () => send(turn(of('sent')), tell));
      at(40, () => send(turn(of('later')), tell));
    });
    expect(lines).toEqual([
      '10 pause 100',
      '11 held 99',
      '20 pause 5000',
      '20 held 5000',
      '40 held 4980',
      '5020 sent',
      '5020 later',
    ]);
  });

  it('does not hold a single request for longer than it may take, where it gets longer meanwhile', () => {
    const lines = live((turn, at, tell) => {
      send(turn(throttled(10, 100)), ignore);
      send(turn(throttled(20, 5000)), ignore);
      at(11, () =>
        send(
          turn(of({ is: 'sent' })).pipe(
            unlessHeldLong('GetContext', 1000),
            map(({ is }) => is),
          ),
          tell,
        ),
      );
    });
    expect(lines).toEqual(['10 pause 100', '20 pause 5000', '20 RateLimited 5000']);
  });

  it('ends for a request that looks while it ends', () => {
    let looks = 0;
    let isNear = false;
    // Time goes on between two looks at the clock.
    const clock = (ms: number): number => (isNear ? ms - 0.5 + looks++ : ms);
    const lines = live(
      (turn, at, tell) => {
        send(turn(throttled(10, 90)), ignore);
        at(100, () => {
          isNear = true;
          send(turn(of('sent')), tell);
          isNear = false;
        });
        at(200, () => send(turn(of('later')), tell));
      },
      { clock },
    );
    expect(lines).toEqual(['10 pause 90', '100 sent', '200 later']);
  });
});

describe('the places of a client', () => {
  it('are free again when who had them leaves or fails, in the order in which others came', () => {
    const lines = live(
      (turn, at, tell) => {
        const hanging = turn(timer(1000).pipe(map(() => 'hung'))).subscribe();
        send(turn(throttled(5, 0)), tell);
        const impatient = turn(of('impatient')).subscribe(() => tell('impatient'));
        send(turn(timer(3).pipe(map(() => 'third'))), tell);
        send(turn(of('fourth')), tell);
        at(20, () => impatient.unsubscribe());
        at(30, () => hanging.unsubscribe());
      },
      { maxConcurrency: 1 },
    );
    expect(lines).toEqual(['35 RateLimited 0', '38 third', '38 fourth']);
  });
});
