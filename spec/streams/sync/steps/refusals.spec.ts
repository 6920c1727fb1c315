import { describe, expect, it } from 'vitest';
import { newCheckpoint } from '../../../../src/model/sync/SyncCheckpoint.js';
import { InvalidRequest } from '../../../../src/model/errors/InvalidRequest.js';
import { trouble } from '../../../support/errors.js';
import { newOne, onStepBench, place, type StepBench } from '../../../support/stepBench.js';

const one = { contextId: 'ctx', path: '/data', mode: 'upload' };
const script = { status: ['x', 'e', 'x', 'r'], trigger: ['c'], answers: { c: trouble.connectionReset() } };

/** The checkpoint after so many steps, as JSON: each with something to read in it. */
const storedAfter = ({ walk }: StepBench, steps: number): Record<string, unknown> =>
  steps === 0 ? { ...newOne(one) } : { ...walk(newOne(one), { most: steps }).at(-1)?.gave?.next };

const [tried, ready, lost, polled] = [1, 2, 3, 4];

/** Nothing is sent, and the error says what is wrong. */
const expectRefused = (bench: StepBench, checkpoint: unknown, option: string, rule: RegExp, at = place): void => {
  const { sent, gave, error } = bench.take(checkpoint, {
    place: at,
    save: () => expect.fail('nothing is to be saved'),
  });
  expect([sent, gave]).toEqual([[], undefined]);
  expect(error).toBeInstanceOf(InvalidRequest);
  expect(error).toMatchObject({ option });
  expect((error as InvalidRequest).rule).toMatch(rule);
};

const changed = (
  json: Record<string, unknown>,
  [key = '', ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> => ({
  ...json,
  [key]: rest.length === 0 ? value : changed(json[key] as Record<string, unknown>, rest, value),
});

describe('a checkpoint of something else', () => {
  it.each([
    ['another session', { ...place, sessionId: 's-2' }, /must be of this session/],
    ['another service', { ...place, service: 'AgentBay' } as const, /must be of AgentBay: it is of AGB/],
  ])('is refused: %s', (_, at, rule) => {
    onStepBench(script, (bench) => {
      for (const steps of [ready, lost, polled])
        expectRefused(bench, storedAfter(bench, steps), 'checkpoint.handle', rule, at);
    });
  });

  it.each([
    ['no object', 'text', 'checkpoint', /must be an object/],
    ['nothing', null, 'checkpoint', /must be an object/],
    ['a list', [], 'checkpoint', /must be an object/],
    ['a handle', { version: 1, service: 'AGB', sessionId: 's-1' }, 'checkpoint.phase', /must be one of new, ready/],
    ['of a later release', { ...newOne(), version: 2 }, 'checkpoint.version', /must be 1: another release wrote it/],
    ['of no release', { ...newOne(), version: 'x' }, 'checkpoint.version', /must be a whole number/],
  ])('is refused: %s', (_, checkpoint, option, rule) => {
    onStepBench(script, (bench) => {
      expectRefused(bench, checkpoint, option, rule);
    });
  });
});

describe('a checkpoint that does not agree with itself is refused', () => {
  it.each<[string, number, readonly string[], unknown, string, RegExp]>([
    ['a handle is missing', ready, ['handle'], undefined, 'checkpoint.handle', /is missing where the phase is ready/],
    [
      'its options are of another context',
      polled,
      ['options', 'contextId'],
      'ctx-2',
      'checkpoint.handle',
      /must be of what the options say/,
    ],
    [
      'its options are of another path',
      polled,
      ['options', 'path'],
      '/more',
      'checkpoint.handle',
      /must be of what the options say/,
    ],
    [
      'its options are of another mode',
      ready,
      ['options', 'mode'],
      'download',
      'checkpoint.handle',
      /must be of what the options say/,
    ],
    [
      'its options are of another mode before it is ready',
      tried,
      ['handle'],
      { ...handle(), mode: 'download' },
      'checkpoint.handle',
      /must be of what/,
    ],
    ['its baseline is missing', ready, ['handle', 'baseline'], undefined, 'checkpoint.handle.baseline', /is missing/],
    [
      'its baseline is missing as it is followed',
      polled,
      ['handle', 'baseline'],
      undefined,
      'checkpoint.handle.baseline',
      /is missing/,
    ],
    ['it was triggered, and is to be', ready, ['handle', 'accepted'], true, 'checkpoint.phase', /must be following/],
    ['it was polled, and is to be triggered', polled, ['phase'], 'ready', 'checkpoint.phase', /must be following/],
    ['it was polled, and begins', polled, ['phase'], 'new', 'checkpoint.phase', /must be following/],
    [
      'more polls showed nothing than there were',
      polled,
      ['course', 'stablePolls'],
      3,
      'checkpoint.course.stablePolls',
      /from 0 to 1,/,
    ],
  ])('where %s', (_, steps, path, value, option, rule) => {
    onStepBench(script, (bench) => {
      expectRefused(bench, changed(storedAfter(bench, steps), path, value), option, rule);
    });
  });

  function handle() {
    return { version: 1, ...place, ...one, requestId: '', triggeredAt: 0, accepted: false, baseline: [] };
  }
});

describe('what is wrong in it is told by its name', () => {
  it.each<[number, readonly string[], unknown, string]>([
    [tried, ['start', 'warning', '_tag'], 'x', 'checkpoint.start.warning._tag'],
    [tried, ['start', 'warning'], {}, 'checkpoint.start.warning._tag'],
    [lost, ['start', 'lost', 'code'], 5, 'checkpoint.start.lost.code'],
    [polled, ['course', 'warning'], 'x', 'checkpoint.course.warning'],
    [polled, ['course', 'polls'], -1, 'checkpoint.course.polls'],
    [polled, ['course', 'own'], [0], 'checkpoint.course.own[0]'],
    [polled, ['handle', 'triggeredAt'], 'x', 'checkpoint.handle'],
    [polled, ['options', 'maxRetries'], 0, 'maxRetries'],
    [polled, ['options', 'typo'], 1, 'typo'],
    [polled, ['options'], null, 'checkpoint.options'],
    [polled, ['startedAt'], 'x', 'checkpoint.startedAt'],
  ])('after %d steps: %j', (steps, path, value, option) => {
    onStepBench({ ...script, status: ['x', 'e', 'x'] }, (bench) => {
      expectRefused(bench, changed(storedAfter(bench, steps), path, value), option, /./);
    });
  });
});

describe('wrong options', () => {
  it.each([{ maxRetries: 0 }, { timeout: -1 }, { contextId: 'ctx' }, { settlePolls: 0.5 }, { typo: 1 }])(
    'are refused before anything is stored: %j',
    (options) => {
      expect(() => newCheckpoint(options as object)).toThrow(InvalidRequest);
    },
  );

  it('are none where they are null', () => {
    expect(newCheckpoint(null as never)).toEqual(newCheckpoint());
  });

  it('are refused where JSON cannot say them', () => {
    expect(() => newCheckpoint({ retryInterval: (() => 5) as never })).toThrow(
      /`retryInterval` must be a number of milliseconds where it is stored: give the client a schedule as `pacing`/,
    );
  });

  it('that were stored all the same are the end of a sync of which nothing was sent', () => {
    onStepBench(script, ({ take }) => {
      expect(take({ ...newOne(), options: { maxRetries: 0 } })).toMatchObject({
        sent: [],
        gave: { snapshot: { state: 'failed', done: true, error: { _tag: 'InvalidRequest', option: 'maxRetries' } } },
      });
    });
  });
});
