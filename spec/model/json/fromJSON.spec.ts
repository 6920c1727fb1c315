import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorFromJSON, InvalidRequest, isTransient, snapshotFromJSON, snapshotToJSON } from '../../../src/index.js';
import type { ContextError, SyncSnapshot } from '../../../src/index.js';
import { aContextError, aSnapshot } from '../../support/arbitrarySnapshots.js';
import { trouble } from '../../support/errors.js';
import { succeededOf, underwayOf } from '../../support/snapshots.js';
import { failed, succeeded, task } from '../../support/tasks.js';

/** The ways that plain data travels. */
const ways: readonly (readonly [string, (sent: { toJSON?: () => object }) => unknown])[] = [
  ['JSON', (sent) => JSON.parse(JSON.stringify(sent)) as unknown],
  ['structuredClone', (sent) => structuredClone(sent.toJSON?.())],
];

/** An error with all that makes it what it is: equality of errors looks at their messages and fields only. */
const seenOf = (error: ContextError): object => ({
  error,
  message: error.message,
  name: error.name,
  constructor: error.constructor,
  transient: isTransient(error),
  keys: Object.entries(error)
    .flatMap(([key, value]) => (value === undefined ? [] : [key]))
    .sort(),
  cause: error.cause instanceof Error ? [error.cause.message, error.cause.constructor] : error.cause,
});

describe.each(ways)('by %s', (_, sent) => {
  it('each error arrives as what it is', () => {
    fc.assert(
      fc.property(aContextError, (error) => {
        const arrived = errorFromJSON(sent(error));
        expect(seenOf(arrived)).toEqual(seenOf(error));
        expect(arrived).toBeInstanceOf(Error);
      }),
    );
  });

  it('each snapshot of a sync arrives as it was', () => {
    fc.assert(
      fc.property(aSnapshot, (snapshot) => {
        const arrived = snapshotFromJSON(sent({ ...snapshot, toJSON: () => snapshotToJSON(snapshot) }));
        expect(arrived).toEqual(snapshot);
        const keysOf = ({ contextStatusData }: SyncSnapshot) => contextStatusData.map(({ key }) => key);
        expect(keysOf(arrived)).toEqual(keysOf(snapshot));
        for (const key of ['error', 'warning'] as const) {
          const [before, after] = [snapshot[key], arrived[key]];
          if (before) expect(after && seenOf(after)).toEqual(seenOf(before));
        }
      }),
    );
  });
});

/** Something as JSON has it, which a spec may spoil. */
const jsonOf = (value: object): Record<string, unknown> => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('a cause', () => {
  it('is told as far as it is of the family, or its message where it is not', () => {
    const system = Object.assign(new Error('connect\nECONNREFUSED'), { code: 'ECONNREFUSED', address: '::1' });
    const inner = new InvalidRequest('path', 'is needed', system);
    expect(new InvalidRequest('handle', 'is none', inner).toJSON()).toEqual({
      _tag: 'InvalidRequest',
      option: 'handle',
      rule: 'is none',
      message: '`handle` is none',
      cause: {
        _tag: 'InvalidRequest',
        option: 'path',
        rule: 'is needed',
        message: '`path` is needed',
        cause: { message: 'connect ECONNREFUSED' },
      },
    });
    expect(new InvalidRequest('handle', 'is none', 'text').toJSON()).not.toHaveProperty('cause');
  });

  it('is told to some depth only: it may go in a circle', () => {
    const circle = new InvalidRequest('handle', 'is none');
    circle.cause = new InvalidRequest('path', 'is needed', circle);
    let depth = 0;
    for (let error: unknown = errorFromJSON(circle.toJSON()); error instanceof Error; error = error.cause) depth += 1;
    expect(depth).toBe(9);
  });
});

describe('what arrives', () => {
  it('is in objects of its own', () => {
    const json = jsonOf(underwayOf({ tasks: [task()], warning: trouble.slow() }));
    const arrived = snapshotFromJSON(json);
    const before = jsonOf(arrived);
    const [shown] = json['contextStatusData'] as object[];
    const [seen] = (json['handle'] as { seen: object[] }).seen;
    for (const one of [shown, seen]) Object.assign(one ?? {}, { status: 'Success' });
    expect(jsonOf(json)).not.toEqual(before);
    expect(jsonOf(arrived)).toEqual(before);
    const sent = underwayOf({ tasks: [task()] });
    expect(snapshotToJSON(sent)['contextStatusData']).not.toBe(sent.contextStatusData);
  });

  it('says what its sender says, who may be of another version', () => {
    const json = { ...jsonOf(trouble.slow()), message: 'in other\nwords', more: { than: 'known' } };
    const error = errorFromJSON(json);
    expect(error.message).toBe('in other words');
    expect(error).not.toHaveProperty('more');
    const end = { ...jsonOf(succeededOf()), state: 'failed', success: false, errorMessage: 'x', error: json };
    expect(snapshotFromJSON(end)).toMatchObject({ errorMessage: 'in other words', error: { _tag: 'TimedOut' } });
  });

  it('has nothing of what an end of that kind does not have', () => {
    const json = { ...jsonOf(succeededOf()), error: jsonOf(trouble.slow()), errorMessage: 'x' };
    expect(snapshotFromJSON(json)).toEqual(succeededOf());
  });
});

describe('what is none', () => {
  const failure = { ...jsonOf(succeededOf()), state: 'failed', success: false, error: jsonOf(trouble.refused()) };
  const failedTasks = { _tag: 'TaskFailed', message: 'm', total: 1, tasks: [task()] };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const holes: unknown[] = [];
  holes.length = 2 ** 32 - 1;
  const deep = (key: string, json: object, depth: number): unknown =>
    JSON.parse(
      `${JSON.stringify(json).slice(0, -1)},"${key}":`.repeat(depth) + JSON.stringify(json) + '}'.repeat(depth),
    );
  const lastOf = (depth: number): unknown => {
    const open = `${JSON.stringify({ ...failure, error: undefined }).slice(0, -1)},"error":${JSON.stringify({
      ...jsonOf(trouble.refused()),
      answers: {},
    }).slice(0, -1)},"lastSnapshot":`;
    return JSON.parse(open.repeat(depth) + JSON.stringify(failure) + '}}'.repeat(depth));
  };

  const anywhere: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', '{"_tag":"Refused"}'],
    ['a number', 7],
    ['a list', [1]],
    ['an empty object', {}],
    ['a function', () => undefined],
    ['an error of somebody else', new TypeError('x')],
    ['an error that lost its class', structuredClone(new InvalidRequest('path', 'is needed'))],
    ['what is named like a member of all objects', { _tag: 'constructor', state: 'toString', message: 'm' }],
    ['what has its fields where nobody looks', JSON.parse('{"__proto__":{"_tag":"Refused","state":"pending"}}')],
    ['what cannot be read', revoked.proxy],
    [
      'what throws when it is read',
      {
        get _tag() {
          throw revoked.proxy as Error;
        },
        get state() {
          throw new RangeError();
        },
      },
    ],
  ];

  it.each(anywhere)('is refused: %s', (_, value) => {
    for (const from of [errorFromJSON, snapshotFromJSON]) {
      const error = thrownBy(() => from(value));
      expect(error).toBeInstanceOf(InvalidRequest);
      expect((error as InvalidRequest).toJSON()).toHaveProperty('rule');
      expect((error as InvalidRequest).option).toMatch(/^(?:error|snapshot)(?:\.(?:_tag|state))?$/);
    }
  });

  it.each<[string, unknown]>([
    ['error._tag', { ...failedTasks, _tag: 'Other' }],
    ['error._tag', { ...failedTasks, _tag: ['TaskFailed'] }],
    ['error.message', { ...failedTasks, message: undefined }],
    ['error.total', { ...failedTasks, total: '1' }],
    ['error.total', { ...failedTasks, total: -1 }],
    ['error.tasks', { ...failedTasks, tasks: { length: 1, 0: task() } }],
    ['error.tasks[0]', { ...failedTasks, tasks: holes }],
    ['error.tasks[1].path', { ...failedTasks, tasks: [task(), { ...task(), path: null }] }],
    ['error.tasks[0].startTime', { ...failedTasks, tasks: [{ ...task(), startTime: null }] }],
    ['error.httpStatus', { ...jsonOf(trouble.refused()), httpStatus: 400.5 }],
    ['error.retryAfter', { ...jsonOf(trouble.rateLimited()), retryAfter: Infinity }],
    ['error.limit', { ...jsonOf(trouble.slow()), limit: 'patience' }],
    ['error.cause', { ...failedTasks, cause: 'x' }],
    ['error.cause.message', { ...failedTasks, cause: {} }],
    ['error.cause._tag', { ...failedTasks, cause: { _tag: 7, message: 'm' } }],
    ['error.answers', { ...failedTasks, answers: 'list' }],
    ['error.answers.list', { ...failedTasks, answers: { list: -1 } }],
    ['error.lastDelay', { ...failedTasks, answers: {}, lastDelay: 'long' }],
    ['error.lastSnapshot.state', { ...failedTasks, answers: {}, lastSnapshot: {} }],
    [`error${'.cause'.repeat(21)}`, deep('cause', failedTasks, 100)],
    [`error${'.cause'.repeat(21)}`, deep('cause', failedTasks, 50_000)],
  ])('an error, by the name of what is wrong with it: %s', (option, value) => {
    expect(thrownBy(() => errorFromJSON(value))).toMatchObject({ _tag: 'InvalidRequest', option });
  });

  const sound = jsonOf(underwayOf({ tasks: [task()] }));

  it.each<[string, unknown]>([
    ['snapshot.state', { ...sound, state: 'done' }],
    ['snapshot.done', { ...sound, done: true }],
    ['snapshot.success', { ...sound, success: true }],
    ['snapshot.success', { ...sound, success: undefined }],
    ['snapshot.done', { ...jsonOf(succeededOf()), done: false }],
    ['snapshot.success', { ...jsonOf(succeededOf()), success: false }],
    ['snapshot.contextStatusData', { ...jsonOf(succeededOf()), contextStatusData: [succeeded(), failed()] }],
    ['snapshot.contextStatusData', { ...jsonOf(succeededOf()), contextStatusData: [task()] }],
    ['snapshot.progress', { ...jsonOf(succeededOf()), progress: { total: 2, finished: 1, failed: 0 } }],
    ['snapshot.progress', { ...jsonOf(succeededOf()), progress: { total: 2, finished: 2, failed: 1 } }],
    ['snapshot.done', { ...failure, done: false }],
    ['snapshot.success', { ...failure, success: true }],
    ['snapshot.error', { ...failure, error: undefined }],
    ['snapshot.error', { ...failure, error: null }],
    ['snapshot.error._tag', { ...failure, error: {} }],
    ['snapshot.warning._tag', { ...sound, warning: { message: 'm' } }],
    ['snapshot.contextStatusData', { ...sound, contextStatusData: null }],
    ['snapshot.contextStatusData[0].status', { ...sound, contextStatusData: [{ ...task(), status: 1 }] }],
    ['snapshot.progress', { ...sound, progress: null }],
    ['snapshot.progress.failed', { ...sound, progress: { total: 1, finished: 1 } }],
    ['snapshot.polls', { ...sound, polls: 1.5 }],
    ['snapshot.elapsed', { ...sound, elapsed: Number.NaN }],
    ['snapshot.requestId', { ...sound, requestId: 5 }],
    ['snapshot.handle', { ...sound, handle: undefined }],
    ['snapshot.handle', { ...sound, handle: { ...(sound['handle'] as object), version: 2 } }],
    ['snapshot.handle.seen[0]', { ...sound, handle: { ...(sound['handle'] as object), seen: holes } }],
    ['snapshot.handle.baseline', { ...sound, handle: { ...(sound['handle'] as object), baseline: 'x' } }],
    ['snapshot.handle', { ...sound, handle: { ...(sound['handle'] as object), triggeredAt: Number.NaN } }],
    [`snapshot${'.error.lastSnapshot'.repeat(10)}.error`, lastOf(11)],
    [`snapshot${'.error.lastSnapshot'.repeat(10)}.error`, lastOf(5000)],
  ])('a snapshot, by the name of what is wrong with it: %s', (option, value) => {
    expect(thrownBy(() => snapshotFromJSON(value))).toMatchObject({ _tag: 'InvalidRequest', option });
  });

  it('is refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withObjectString: true, withSparseArray: true }), (value) => {
        for (const from of [errorFromJSON, snapshotFromJSON]) {
          expect(thrownBy(() => from(value))).toBeInstanceOf(InvalidRequest);
        }
      }),
    );
  });

  it('is refused, or read, wherever something sound was spoilt', () => {
    fc.assert(
      fc.property(aSnapshot, fc.anything(), fc.nat(), (snapshot, spoilt, at) => {
        const json = snapshotToJSON(snapshot);
        let left = at % count(json);
        const spoil = (value: unknown): unknown => {
          if (left-- === 0) return spoilt;
          if (Array.isArray(value)) return value.map(spoil);
          if (typeof value !== 'object' || value === null) return value;
          return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, spoil(field)]));
        };
        const end = thrownBy(() => snapshotFromJSON(spoil(json)));
        if (!(end instanceof InvalidRequest)) expect(end).toHaveProperty('handle.version', 1);
      }),
    );
  });
});

/** How many values there are in a value, itself included. */
const count = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, field) => sum + count(field), 1)
    : 1;

describe('what is no snapshot', () => {
  const whole = () => snapshotToJSON(succeededOf({ tasks: [succeeded()] })) as Record<string, unknown>;

  it.each<[string, (json: Record<string, unknown>) => unknown, string, string]>([
    ['none at all', () => 5, 'snapshot', 'must be an object'],
    ['a list', () => [], 'snapshot', 'must be an object'],
    ['a number for a text', (json) => ({ ...json, requestId: 5 }), 'snapshot.requestId', 'must be text'],
    ['no list', (json) => ({ ...json, contextStatusData: {} }), 'snapshot.contextStatusData', 'must be an array'],
    ['no handle', (json) => ({ ...json, handle: { version: 2 } }), 'snapshot.handle', 'must be a handle of a sync'],
    [
      'a success that is not done',
      (json) => ({ ...json, done: false }),
      'snapshot.done',
      'must be true where the state is succeeded',
    ],
    [
      'a success of what runs',
      (json) => ({ ...json, contextStatusData: [task()] }),
      'snapshot.contextStatusData',
      'must be tasks that succeeded where the state is succeeded',
    ],
    [
      'a success of a part',
      (json) => ({ ...json, progress: { total: 2, finished: 1, failed: 0 } }),
      'snapshot.progress',
      'must be of tasks that succeeded where the state is succeeded',
    ],
    [
      'what cannot be read',
      () => ({
        get state() {
          throw new TypeError('no');
        },
      }),
      'snapshot',
      'must be plain data that can be read',
    ],
  ])('is refused by its field and rule: %s', (_, change, option, rule) => {
    let thrown: unknown;
    try {
      snapshotFromJSON(change(whole()));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ _tag: 'InvalidRequest', option, rule });
  });
});
