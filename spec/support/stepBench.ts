import { asyncScheduler, defer, finalize, map, NEVER, timer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { LogEvent } from '../../src/model/logging/LogEvent.js';
import { newCheckpoint, type CheckpointOptions, type SyncAdvance } from '../../src/model/sync/SyncCheckpoint.js';
import type { SyncPlace } from '../../src/model/sync/SyncHandle.js';
import { advance, type StepMeans } from '../../src/streams/sync/steps/advance.js';
import type { SaveCheckpoint } from '../../src/streams/sync/steps/savedBy.js';
import { legend, type Answer } from './picture.js';
import { transportOf } from './transport.js';

/** What a service answers, in turn: a letter stands for an answer as in pictures, at its column in ms; `-` alone hangs. The last one goes on. */
export interface Script {
  readonly status?: readonly string[];
  readonly trigger?: readonly string[];
  /** Letters beyond the legend of pictures. */
  readonly answers?: Readonly<Record<string, Answer>>;
  /** The service does not tell its time. */
  readonly isTimeless?: boolean;
}

/** What one step gave. */
export interface Taken {
  readonly gave?: SyncAdvance | undefined;
  readonly error?: unknown;
  /** The requests of the step: what, when, and how long until the answer, or until `!` where it was cancelled. */
  readonly sent: readonly string[];
}

/** Takes the steps of a sync one by one, in virtual time. All that is kept between two of them is text. */
export interface StepBench {
  /** One step to its end, or until `stopAt` ms later. */
  readonly take: (checkpoint: unknown, how?: TakeOptions) => Taken;
  /** Steps on time, until the end or for so many. */
  readonly walk: (from: unknown, how?: TakeOptions & { readonly most?: number }) => readonly Taken[];
  readonly pass: (ms: number) => void;
  /** Sets the clock of the machine: by so much it is wrong from now on. */
  readonly setClock: (by: number) => void;
  /** Another process goes on: a client of its own. */
  readonly restart: () => void;
  readonly now: () => number;
  readonly logged: readonly LogEvent[];
  /** What the steps are taken with, for several at one moment. */
  readonly means: () => StepMeans;
  /** All requests so far. */
  readonly sent: readonly string[];
}

/** How steps are taken. */
export interface TakeOptions {
  readonly save?: SaveCheckpoint | undefined;
  readonly stopAt?: number | undefined;
  readonly place?: SyncPlace | undefined;
}

export const place: SyncPlace = { service: 'AGB', sessionId: 's-1' };

/** A checkpoint of a sync that nothing was sent of. */
export const newOne = (options: CheckpointOptions = {}) => newCheckpoint({ retryInterval: 10, ...options });

/** What was given as it is when it was stored. */
export const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export const onStepBench = (script: Script, run: (bench: StepBench) => void): void => {
  const scheduler = new TestScheduler(() => undefined);
  const now = (): number => scheduler.now();
  const timeOfDay = asyncScheduler.now.bind(asyncScheduler);
  let clock = 0;
  scheduler.run(({ flush }) => {
    asyncScheduler.now = () => timeOfDay() + clock;
    try {
      run(benchOf(script, scheduler, now, flush, (by) => (clock = by)));
    } finally {
      asyncScheduler.now = timeOfDay;
    }
  });
};

const benchOf = (
  { status = ['e'], trigger = ['a'], answers = {}, isTimeless = false }: Script,
  scheduler: TestScheduler,
  now: () => number,
  flush: () => void,
  setClock: (by: number) => void,
): StepBench => {
  const sent: string[] = [];
  const logged: LogEvent[] = [];
  const asked = { status: 0, trigger: 0 };
  const request = (what: 'status' | 'trigger'): Observable<Exclude<Answer, Error>> =>
    defer(() => {
      const scripts = what === 'status' ? status : trigger;
      const marbles = scripts[Math.min(asked[what]++, scripts.length - 1)] ?? '-';
      const letter = marbles.replaceAll('-', '');
      const answer = { ...legend, ...answers }[letter];
      const from = now();
      const place = sent.push(`${what} ${from}`) - 1;
      let end = '!';
      return (letter === '' ? NEVER : timer(marbles.indexOf(letter))).pipe(
        map(() => {
          end = '';
          if (answer === undefined) throw new Error(`the script does not say what "${letter}" is`);
          if (answer instanceof Error) throw answer;
          return answer;
        }),
        finalize(() => (sent[place] = `${what} ${from}-${now()}${end}`)),
      );
    });
  const timeOfService = () => (isTimeless ? {} : { answeredAt: 1_700_000_000_000 + now() });
  const newMeans = (): StepMeans => ({
    transport: transportOf({
      readStatus: () => request('status').pipe(map((data) => ({ requestId: 'R', data, ...timeOfService() }))),
      trigger: () => request('trigger').pipe(map(() => ({ requestId: 'T', ...timeOfService() }))),
      monotonicNow: now,
    }),
    place,
    defaults: { requestTimeout: 60_000 },
    log: (_, entry) => void logged.push(entry()[0]),
  });
  let means = newMeans();

  const take = (
    checkpoint: unknown,
    { save = () => undefined, stopAt, place: at = place }: TakeOptions = {},
  ): Taken => {
    const before = sent.length;
    const taken: { gave?: SyncAdvance; error?: unknown } = {};
    const subscription = advance({ ...means, place: at }, stored(checkpoint), save).subscribe({
      next: (gave) => (taken.gave = stored(gave)),
      error: (error: unknown) => (taken.error = error),
    });
    if (stopAt !== undefined) scheduler.schedule(() => subscription.unsubscribe(), stopAt);
    flush();
    return { ...taken, sent: sent.slice(before) };
  };
  const pass = (ms: number): void => {
    if (ms > 0) scheduler.schedule(() => undefined, ms);
    flush();
  };
  return {
    take,
    walk: (from, { most = Infinity, ...how } = {}) => {
      const all: Taken[] = [];
      for (let at = from; ;) {
        const taken = take(at, how);
        all.push(taken);
        if (taken.gave?.next === undefined || all.length === most) break;
        pass(taken.gave.delay);
        at = taken.gave.next;
      }
      return all;
    },
    pass,
    setClock,
    restart: () => (means = newMeans()),
    now,
    logged,
    means: () => means,
    sent,
  };
};
