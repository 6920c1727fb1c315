import { describe, expect, it } from 'vitest';
import { syncPlan } from '../../../src/model/sync/SyncPlan.js';
import type { ContextError } from '../../../src/model/errors/ContextError.js';
import {
  afterStartEvent,
  beforeStart,
  mayTryAgain,
  type StartCourse,
  type StartEvent,
} from '../../../src/streams/sync/startCourse.js';
import { trouble } from '../../support/errors.js';
import { task } from '../../support/tasks.js';

const plan = syncPlan({ maxRetries: 2 });
const after = (...events: readonly StartEvent[]): StartCourse => events.reduce(afterStartEvent, beforeStart(plan));

const tried: StartEvent = { event: 'try' };
const sent: StartEvent = { event: 'sent' };
const held: StartEvent = { event: 'trigger', isHeld: true };
const failed = (error: ContextError = trouble.unavailable()): StartEvent => ({ event: 'error', error });
const read = (baseline = [task()]): StartEvent => ({ event: 'baseline', baseline, plan });

describe('a start', () => {
  it('may have arrived once it was sent, until something says that it was not taken', () => {
    expect(after(tried).mayHaveArrived).toBe(false);
    expect(after(tried, sent).mayHaveArrived).toBe(true);
    expect(after(tried, sent, failed(trouble.connectionReset())).mayHaveArrived).toBe(true);
    expect(after(tried, sent, failed(trouble.rateLimited())).mayHaveArrived).toBe(false);
    expect(after(tried, sent, failed(trouble.refused())).mayHaveArrived).toBe(false);
    expect(after(tried, failed(trouble.connectionReset())).mayHaveArrived).toBe(false);
    expect(after(tried, sent, failed(trouble.rateLimited()), tried).mayHaveArrived).toBe(false);
  });

  it('knows that a baseline is old from when its trigger was held until it is read again', () => {
    expect(after(tried, read()).isBaselineOld).toBe(false);
    expect(after(tried, read(), held)).toMatchObject({ isBaselineOld: true, baseline: [task()] });
    expect(after(tried, read(), held, { event: 'notSent' })).toMatchObject({ isBaselineOld: true, tries: 0, delay: 0 });
    expect(after(tried, read(), held, tried, read([]))).toMatchObject({ isBaselineOld: false, baseline: [] });
    expect(after(tried, read(), held, { event: 'trigger', isHeld: false }).isBaselineOld).toBe(false);
  });

  it('counts what its tries were answered, and tells the delay before the last of them', () => {
    const snapshot = {} as never;
    const waiting: StartEvent = { event: 'waiting', snapshot, delay: 30 };
    expect(after(tried, failed())).toMatchObject({ tries: 1, answers: { Unavailable: 1 }, lastDelay: undefined });
    const twice = after(tried, failed(), waiting, tried, failed(trouble.rateLimited()));
    expect(twice).toMatchObject({ tries: 2, answers: { Unavailable: 1, RateLimited: 1 }, lastDelay: 30 });
    expect(twice.lastSnapshot).toBe(snapshot);
    // Held, it waits for somebody else's pause.
    expect(after(tried, waiting, { event: 'waiting', snapshot }).delay).toBe(30);
  });

  it('may be tried again through trouble that passes, as often as polls are made', () => {
    const [transient, permanent] = [trouble.unavailable(503), trouble.refused()];
    expect(mayTryAgain(after(tried), transient)).toBe(true);
    expect(mayTryAgain(after(tried), permanent)).toBe(false);
    expect(mayTryAgain(after(tried, tried), transient)).toBe(false);
    expect(mayTryAgain(after(tried, sent), transient)).toBe(false);
  });
});
