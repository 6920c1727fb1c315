import { asyncScheduler, defer, finalize, map, NEVER, timer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';
import type { ContextStatusData } from '../../src/model/tasks/ContextStatusData.js';
import type { Log } from '../../src/model/logging/Logger.js';
import type { SyncHandle } from '../../src/model/sync/SyncHandle.js';
import type { FollowOptions, SyncOptions } from '../../src/model/sync/SyncOptions.js';
import { withCallback } from '../../src/adapters/withCallback.js';
import type { SyncSnapshot } from '../../src/model/sync/SyncSnapshot.js';
import type { SyncStartResult } from '../../src/model/sync/SyncStartResult.js';
import { contextStreams, type ContextStreams } from '../../src/streams/sync/contextStreams.js';
import { trouble } from './errors.js';
import { steppedSync } from './steps.js';
import { failed, succeeded, task } from './tasks.js';
import { transportOf } from './transport.js';

/** What a letter in a request's row stands for: the status list, or the error that answers the request. */
export type Answer = readonly ContextStatusData[] | Error;

/**
 * A marble picture that is executed. Each row is a request or a stream, by its label; a column is a millisecond. The first
 * character of a row stands where it was subscribed, so the picture is the subscription log too.
 *
 * - `status`, `trigger`: requests, in the order in which they are made. A letter is the answer, which ends the request;
 *   `!` is where it was unsubscribed before it was answered.
 * - `callback`: `sync` with a callback. `t` is where its promise settles, a letter where the callback is called, `!` where
 *   the picture aborts.
 * - `sync$`, `start$`, `follow$`, `watch$`, `info$`: streams. A letter is a value and `|` the end, in brackets where they come in
 *   one millisecond; `!` is where the picture unsubscribes.
 */
export interface Picture {
  /** One sentence: what the picture shows. */
  readonly shows: string;
  readonly options?: SyncOptions & FollowOptions;
  /** What is special about each stream, in the order of their rows: options, or the handle that it follows. */
  readonly each?: readonly Own[];
  /** The most requests that the client sends at a time. */
  readonly maxConcurrency?: number;
  /** The contexts that the status requests ask for, in their order; the same for all if it is left out. */
  readonly asked?: readonly (string | undefined)[];
  /** What `follow$` follows. */
  readonly handle?: SyncHandle;
  /** Letters of requests, beyond the {@link legend}. */
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly marbles: string;
  /** When the clock of the machine is set, and by how many ms. */
  readonly clockSet?: { readonly at: number; readonly by: number };
  /** When the machine sleeps, and for how many ms: its own clocks stand still, and the service's goes on. */
  readonly slept?: { readonly at: number; readonly for: number };
  /** Where it shows a page and its server: the states of a sync, from its trigger on. Then a column is 100 ms. */
  readonly course?: string;
  /** False where the text alone shows enough. */
  readonly drawn?: false;
  /** The delays before the next request that are logged, in ms. */
  readonly delays?: readonly number[];
  /** What else is expected of the values that the streams emitted, in their order. */
  readonly check?: (values: readonly SyncSnapshot[]) => void;
}

/** What is special about one stream of a picture. */
type Own = SyncOptions & FollowOptions & { readonly handle?: SyncHandle };

/** What the letters of requests mean in every picture. */
export const legend: Readonly<Record<string, Answer>> = {
  a: [],
  e: [],
  p: [task({ status: 'Pending', startTime: 0 })],
  r: [task()],
  s: [succeeded()],
  f: [failed()],
  x: trouble.unavailable(),
  d: trouble.unauthorized(),
};

/** A handle of an accepted sync. */
export const handleOf = (fields: Partial<SyncHandle> = {}): SyncHandle => ({
  version: 1,
  service: 'AGB',
  sessionId: 's-1',
  requestId: 'REQ-1',
  triggeredAt: 0,
  accepted: true,
  baseline: [],
  ...fields,
});

/** The letter of a value: the first one of a snapshot's state, `w` where it warns; `s` or `f` for other results. */
export const letterOf = (value: { success: boolean; state?: string; warning?: unknown }): string =>
  value.warning === undefined ? (value.state ?? (value.success ? 's' : 'f')).charAt(0) : 'w';

/** A row: its label, the column where it begins, and its marbles. */
export interface Row {
  readonly label: string;
  readonly from: number;
  readonly marbles: string;
}

/** Whether a row is a request, and not what a picture subscribes. */
export const isRequest = ({ label }: Row): boolean => label === 'status' || label === 'trigger';

/** What happened in a row, drawn as it goes on. */
export class Drawing {
  readonly label: string;
  readonly #from: number;
  readonly #now: () => number;
  readonly #marks = new Map<number, string>();

  constructor(label: string, now: () => number) {
    this.label = label;
    this.#now = now;
    this.#from = now();
  }

  mark(letter: string): void {
    this.#marks.set(this.#now(), (this.#marks.get(this.#now()) ?? '') + letter);
  }

  get isBlank(): boolean {
    return this.#marks.size === 0;
  }

  toRow(): Row {
    const last = Math.max(...this.#marks.keys());
    const column = (at: number): string => {
      const marks = this.#marks.get(at) ?? '-';
      if (marks.length > 1 && at < last) throw new Error(`a group before the end of a row would shift it: ${marks}`);
      return marks.length > 1 ? `(${marks})` : marks;
    };
    const marbles = Array.from({ length: last - this.#from + 1 }, (_, index) => column(this.#from + index)).join('');
    return { label: this.label, from: this.#from, marbles };
  }
}

/** Runs a picture in virtual time, draws what happened, and expects it to look the same. */
export const expectPicture = (picture: Picture, { inSteps = false } = {}): void => {
  const rows = rowsOf(picture);
  const answers = answersOf(picture);
  const scheduler = new TestScheduler(() => undefined);
  const now = (): number => scheduler.now();
  const drawings: Drawing[] = [];
  const values: SyncSnapshot[] = [];
  const delays: number[] = [];
  const log: Log = (_, entry) => {
    const [event] = entry();
    if (event.event === 'wait') delays.push(event.delay);
  };

  const { slept = { at: 0, for: 0 } } = picture;
  const timeOfService = (): number => 1_700_000_000_000 + now() + (now() >= slept.at ? slept.for : 0);

  const scripts = rows.filter(isRequest);
  const asked: (readonly [label: string, request: object, requestTimeout: number])[] = [];
  const request = (label: string): Observable<readonly ContextStatusData[]> =>
    defer(() => {
      const drawing = new Drawing(label, now);
      drawings.push(drawing);
      const index = scripts.findIndex((row) => row.label === label);
      const script = index < 0 ? '' : (scripts.splice(index, 1)[0]?.marbles ?? '');
      const letter = script.replace(/[-!]/g, '');
      const answer = answers[letter];
      return (letter === '' ? NEVER : timer(script.indexOf(letter))).pipe(
        map(() => {
          drawing.mark(letter);
          if (answer === undefined) throw new Error(`the picture does not say what "${letter}" is`);
          if (answer instanceof Error) throw answer;
          return answer;
        }),
        finalize(() => {
          if (drawing.isBlank) drawing.mark('!');
        }),
      );
    });

  const transport = transportOf(
    {
      readStatus: (...args) => {
        asked.push(['status', ...args]);
        return request('status').pipe(map((data) => ({ requestId: 'REQ-0', data, answeredAt: timeOfService() })));
      },
      trigger: (...args) => {
        asked.push(['trigger', ...args]);
        return request('trigger').pipe(map(() => ({ requestId: 'REQ-1', answeredAt: timeOfService() })));
      },
      monotonicNow: now,
    },
    picture.maxConcurrency,
  );
  const means = {
    transport,
    place: { service: 'AGB', sessionId: 's-1' },
    defaults: { requestTimeout: 60_000 },
    log,
  } as const;
  const whole = contextStreams(transport, means.place, means.defaults, log);
  const streams: ContextStreams = inSteps ? { ...whole, sync$: (options) => steppedSync(means, options) } : whole;

  const subscribe = (drawing: Drawing, { handle = picture.handle, ...own }: Own = {}): (() => void) => {
    const options = Object.keys(own).length === 0 ? picture.options : { ...picture.options, ...own };
    const subscription = streamOf(drawing.label, streams, options, handle).subscribe({
      next: (value) => {
        values.push(value as SyncSnapshot);
        drawing.mark(letterOf(value));
      },
      error: () => drawing.mark('#'),
      complete: () => drawing.mark('|'),
    });
    return () => subscription.unsubscribe();
  };
  const callBack = (drawing: Drawing): (() => void) => {
    const controller = new AbortController();
    const sync = (onStart: (result: SyncStartResult) => void) =>
      streams.sync$(picture.options, (result) => {
        drawing.mark('t');
        onStart(result);
      });
    const callback = (_: boolean, result: SyncSnapshot) => {
      values.push(result);
      drawing.mark(letterOf(result));
    };
    void withCallback(sync, callback, controller.signal).catch(() => undefined);
    return () => controller.abort();
  };

  const { clockSet } = picture;
  const timeOfDay = asyncScheduler.now.bind(asyncScheduler);
  scheduler.run(({ flush }) => {
    if (clockSet) asyncScheduler.now = () => timeOfDay() + (now() >= clockSet.at ? clockSet.by : 0);
    for (const [index, row] of rows.filter((candidate) => !isRequest(candidate)).entries()) {
      scheduler.schedule(() => {
        const drawing = new Drawing(row.label, now);
        drawings.push(drawing);
        const stop = row.label === 'callback' ? callBack(drawing) : subscribe(drawing, picture.each?.[index]);
        const end = row.marbles.indexOf('!');
        if (end < 0) return;
        scheduler.schedule(() => {
          drawing.mark('!');
          stop();
        }, end);
      }, row.from);
    }
    flush();
  });
  asyncScheduler.now = timeOfDay;

  // A row that goes on and on would fill the screen.
  const shorten = (text: string): string => text.replace(/-{100,}/g, '-…-');
  expect(shorten(format(inOrderOf(rows, drawings)))).toBe(format(rows));
  if (picture.asked) expect(asked.map(([, request]) => request)).toEqual(picture.asked.map(askedFor));
  else if (!picture.each) for (const request of asked) expect(request).toEqual(expectedRequest(request[0], picture));
  if (picture.delays) expect(delays).toEqual(picture.delays);
  picture.check?.(values);
};

const askedFor = (contextId: string | undefined) => ({ sessionId: 's-1', ...(contextId && { contextId }) });

/** What each request must ask for: what the options or the handle say. */
const expectedRequest = (label: string, { options = {}, handle }: Picture) => {
  const { contextId, path, mode } = { ...options, ...handle };
  const ofContext = { sessionId: 's-1', contextId };
  return [label, label === 'trigger' ? { ...ofContext, path, mode } : ofContext, options.requestTimeout ?? 60_000];
};

const streamOf = (
  label: string,
  streams: ContextStreams,
  options: (SyncOptions & FollowOptions) | undefined,
  handle = handleOf(),
): Observable<{ success: boolean }> => {
  switch (label) {
    case 'sync$':
      return streams.sync$(options);
    case 'start$':
      return streams.start$(options);
    case 'follow$':
      return streams.follow$(handle, options);
    case 'watch$':
      return streams.watch$({}, { interval: Number(options?.retryInterval) });
    case 'info$':
      return streams.info$(options);
    default:
      throw new Error(`a picture has no row "${label}"`);
  }
};

/** All letters of a picture's requests. */
export const answersOf = (picture: Picture): Readonly<Record<string, Answer>> => ({ ...legend, ...picture.answers });

/** The rows of a picture. */
export const rowsOf = ({ marbles }: Picture): readonly Row[] => {
  const lines = marbles.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => {
    const [, label = '', gap = '', text = ''] = /^(\S+)( +)(\S+) *$/.exec(line.slice(indent)) ?? [];
    if (text === '') throw new Error(`a row is a label and marbles, not "${line}"`);
    return { label, from: label.length + gap.length - labelWidth, marbles: text };
  });
};

const labelWidth = 9;

export const format = (rows: readonly Row[]): string =>
  rows.map(({ label, from, marbles }) => label.padEnd(labelWidth + from) + marbles).join('\n');

/** The rows that were drawn, in the order that the picture has them in; those that it lacks come last. */
export const inOrderOf = (rows: readonly Row[], drawings: readonly Drawing[]): readonly Row[] => {
  const left = [...drawings];
  const found = rows.flatMap(({ label }) => {
    const index = left.findIndex((drawing) => drawing.label === label);
    return index < 0 ? [] : left.splice(index, 1);
  });
  return [...found, ...left].map((drawing) => drawing.toRow());
};
