import { defer, finalize, map, NEVER, timer, type Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { silent } from '../../src/model/logging/Logger.js';
import type { ContextStatusData } from '../../src/model/tasks/ContextStatusData.js';
import type { StepMeans } from '../../src/streams/sync/steps/advance.js';
import { trouble } from './errors.js';
import { entryAt, errorOf, type History, type Mood, type TriggerMood, type TrueTask } from './history.js';
import { transportOf } from './transport.js';

/** What came to a service, and what it told. Times are ms since it began. */
export interface Told {
  /** When the first trigger arrived. */
  triggeredAt: number | undefined;
  /** When the last list was told before the last trigger was sent. */
  baselineAt: number | undefined;
  triggers: number;
  /** The triggers of which it was not told that they surely did not arrive. */
  taken: number;
  /** The triggers that arrived. */
  arrived: number;
  /** The lists that were asked for since. */
  polls: number;
  mostAtOnce: number;
  lastSentAt: number;
  open: number;
  /** The own tasks that were told at least once. */
  readonly shown: Set<TrueTask>;
}

/** A service that lives a history in virtual time. */
export interface LivedService {
  readonly told: Told;
  /** A client of its own. */
  readonly newMeans: () => StepMeans;
}

/** How it is beside its history. */
interface Nature {
  /** It tells its time with each answer. */
  readonly tellsTime?: boolean;
}

const accepted: TriggerMood = { kind: 'accepted', retryAfter: undefined };

export const livedService = (
  { before, own, moods, triggerLatency, triggerMoods = [], clock }: History,
  scheduler: TestScheduler,
  { tellsTime = false }: Nature = {},
): LivedService => {
  const now = (): number => scheduler.now();
  const told: Told = {
    triggeredAt: undefined,
    baselineAt: undefined,
    triggers: 0,
    taken: 0,
    arrived: 0,
    polls: 0,
    mostAtOnce: 0,
    lastSentAt: 0,
    open: 0,
    shown: new Set(),
  };
  const time = () => (tellsTime ? { answeredAt: clock + now() } : {});
  let asked = 0;
  let lastToldAt: number | undefined;

  const list = (at: number): readonly ContextStatusData[] => {
    const origin = told.triggeredAt;
    const entries = before.flatMap((task) => entryAt(task, at, clock));
    if (origin === undefined) return entries;
    for (const task of own) if (entryAt(task, at - origin, clock + origin).length > 0) told.shown.add(task);
    return [...entries, ...own.flatMap((task) => entryAt(task, at - origin, clock + origin))];
  };
  const track = <T>(source: Observable<T>): Observable<T> =>
    defer(() => {
      told.open++;
      told.lastSentAt = now();
      return source;
    }).pipe(finalize(() => told.open--));
  const answer = (mood: Mood) => {
    if (mood.kind === 'hang') return NEVER;
    return timer(mood.latency).pipe(
      map(() => {
        if (mood.kind !== 'list') throw errorOf(mood);
        lastToldAt = now();
        // The limit of what can be known: a list may be late, but not older than the baseline.
        const earliest = told.triggers === 0 ? now() : (told.baselineAt ?? 0);
        return { requestId: 'R', data: list(Math.max(now() - mood.late, earliest)), ...time() };
      }),
    );
  };
  const trigger = () => {
    const { kind, retryAfter } = triggerMoods[told.triggers] ?? accepted;
    told.triggers++;
    told.baselineAt = lastToldAt;
    if (kind !== 'turnedAway') told.taken++;
    // Who sent it may be gone by then: it is under way all the same.
    if (kind === 'accepted' || kind === 'lost')
      scheduler.schedule(() => {
        told.arrived++;
        told.triggeredAt ??= now();
      }, triggerLatency);
    return timer(triggerLatency).pipe(
      map(() => {
        if (kind === 'turnedAway') throw trouble.unavailable(503, retryAfter);
        if (kind !== 'accepted') throw trouble.connectionReset();
        return { requestId: 'T', ...time() };
      }),
    );
  };

  const requests = {
    readStatus: () =>
      defer(() => {
        if (told.triggeredAt !== undefined) told.polls++;
        told.mostAtOnce = Math.max(told.mostAtOnce, told.open + 1);
        return track(answer(moods[Math.min(asked++, moods.length - 1)] ?? moods[0]));
      }),
    trigger: () => defer(trigger),
    monotonicNow: now,
  };
  return {
    told,
    newMeans: () => ({
      transport: transportOf(requests),
      place: { service: 'AGB', sessionId: 's-1' },
      defaults: { requestTimeout: 60_000 },
      log: silent,
    }),
  };
};
