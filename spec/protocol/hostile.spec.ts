import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isContextError } from '../../src/model/errors/ContextError.js';
import { agb } from '../../src/protocol/agb/agb.js';
import { agentBay } from '../../src/protocol/agentBay/agentBay.js';
import type { Dialect } from '../../src/protocol/Dialect.js';
import type { OperationName } from '../../src/protocol/operations.js';
import { readAnswer, type Answer } from '../../src/protocol/readAnswer.js';
import { redactor } from '../../src/protocol/redact.js';
import { succeeded } from '../support/tasks.js';

const to = { endpoint: new URL('http://127.0.0.1:1'), apiKey: 'akm-TEST-key' };

const contextStatus = [{ type: 'data', data: [succeeded()] }];
const context = { id: 'c', name: 'n', state: 'available', createTime: 't', lastUsedTime: 't', osType: 'linux' };
const file = { fileId: '1', fileName: 'f', filePath: '/f', fileType: 'file', gmtCreate: 't', size: 1, status: 's' };
const session = { sessionId: 's', status: 'RUNNING', resourceUrl: 'https://x' };
const binding = { contextId: 'c', contextName: 'n', path: '/p', policy: '{}', bindTime: 't' };

/** The data of a good answer to each operation. */
const data: Readonly<Record<OperationName, unknown>> = {
  GetContextInfo: { contextStatus },
  SyncContext: {},
  GetContext: context,
  ListContexts: [context],
  ModifyContext: {},
  DeleteContext: {},
  ClearContext: {},
  GetContextFileUploadUrl: { url: 'https://x/y', expireTime: 3600 },
  GetContextFileDownloadUrl: { url: 'https://x/y', expireTime: 3600 },
  DescribeContextFiles: [file],
  DeleteContextFile: {},
  CreateSession: { ...session, success: true, errMsg: '' },
  GetSession: session,
  GetSessionInfo: session,
  ListSession: [{ sessionId: 's', sessionStatus: 'RUNNING' }],
  RefreshSessionIdleTime: {},
  DeleteSession: {},
  BindContexts: {},
  DescribeSessionContexts: [binding],
};

const names = Object.keys(data) as OperationName[];
const withoutData = names.filter((name) => JSON.stringify(data[name]) === '{}');

const pascal = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(pascal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key.charAt(0).toUpperCase() + key.slice(1), field as unknown]),
  );
};

const envelope = { success: true, code: 'ok', message: 'm', requestId: 'R', httpStatusCode: 200, nextToken: 't' };
const agbDialect = agb(to);
const dialects = [
  {
    service: 'AGB',
    // It has all but two operations.
    dialect: agbDialect as unknown as Dialect<OperationName>,
    operations: names.filter((name) => name in agbDialect.requests),
    bodyOf: (name: OperationName): unknown => ({ ...envelope, totalCount: 1, data: data[name] }),
  },
  {
    service: 'AgentBay',
    dialect: agentBay(to),
    operations: names,
    bodyOf: (name: OperationName) => pascal({ ...envelope, totalCount: 1, data: pascal(data[name]) }),
  },
];

const hole = '@hole@';

/** Every copy of a value with something else in one of its places. */
const withHoles = (value: unknown): readonly unknown[] => {
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) =>
        withHoles(item).map((changed) => value.map((same: unknown, at) => (at === index ? changed : same))),
      )
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, field]) =>
          withHoles(field).map((changed) => ({ ...value, [key]: changed })),
        )
      : [];
  return [hole, ...inner];
};

/** JSON text, or what is none; the deep ones are told in short. */
type Fragment = string | { readonly open: string; readonly close: string; readonly depth: number };

const textOf = (fragment: Fragment): string =>
  typeof fragment === 'string'
    ? fragment
    : `${fragment.open.repeat(fragment.depth)}null${fragment.close.repeat(fragment.depth)}`;

const deep = fc
  .constantFrom(['[', ']'], ['{"a":', '}'], ['{"Data":', '}'], ['[{"contextStatus":', '}]'])
  .chain(([open = '', close = '']) =>
    fc.record({ open: fc.constant(open), close: fc.constant(close), depth: fc.nat(50_000) }),
  );

// As text, for no value says these: numbers beyond all, keys that mean something to the language, halves of characters.
const odd = fc.constantFrom(
  ...['1e999', '-1e999', '1e308', '-0', '9007199254740993', '"NaN"', '"Infinity"', '"0x10"', '"1e400"', '" 12 "'],
  ...['"\\ud800"', '"\\u0000\\n\\u2028"', '""', 'null', 'true', '"true"', '[[]]', '[null]', '{"length":3}'],
  ...['{"__proto__":{"success":true,"Success":true}}', '{"toJSON":1,"then":2,"constructor":3,"toString":4}'],
  ...[
    '{"Success":true,"success":false}',
    '{"id":"a","Id":7,"id":null}',
    '"[{\\"type\\":\\"data\\",\\"data\\":\\"[[\\"}]"',
  ],
  // These are no JSON at all.
  ...['NaN', 'Infinity', 'undefined', "'x'", '', '01', '{', '\ufeff1'],
);

const fragments: fc.Arbitrary<Fragment> = fc.oneof(fc.json({ maxDepth: 4 }), deep, odd);

const statuses = fc.constantFrom(200, 200, 200, 201, 302, 400, 404, 500);

interface Told {
  readonly operation: OperationName;
  readonly status: number;
  /** A good body with a hole in it, and what fills the hole. */
  readonly body: unknown;
  readonly fragment: Fragment;
}

const outcomeOf = (
  dialect: Dialect<OperationName>,
  { operation, status, body, fragment }: Told,
): Answer<OperationName> | Error => {
  const headers = new Headers({ 'x-request-id': 'H' });
  const text = JSON.stringify(body).replace(`"${hole}"`, () => textOf(fragment));
  try {
    return readAnswer(dialect, operation, { status, headers, text }, redactor(to.apiKey), 0);
  } catch (error) {
    return error as Error;
  }
};

const numbersIn = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};

describe.each(dialects)('whatever $service answers', ({ dialect, operations, bodyOf }) => {
  it('is a good answer or an error of the family, with any JSON in any place', () => {
    const told = fc.constantFrom(...operations).chain((operation) =>
      fc.record<Told>({
        operation: fc.constant(operation),
        status: statuses,
        body: fc.constantFrom(...withHoles(bodyOf(operation))),
        fragment: fragments,
      }),
    );
    fc.assert(
      fc.property(told, (one) => {
        const outcome = outcomeOf(dialect, one);
        if (outcome instanceof Error) expect(isContextError(outcome)).toBe(true);
        else {
          expect(outcome.requestId).toBeTypeOf('string');
          expect(numbersIn(outcome).every(Number.isFinite)).toBe(true);
        }
        expect(JSON.stringify(outcome)).toBeTypeOf('string');
        expect(({} as Record<string, unknown>)['success']).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it.each(operations.filter((name) => withoutData.includes(name)))(
    'to %s beside its success is not looked at: what was taken stays taken',
    (operation) => {
      const good = bodyOf(operation) as object;
      const body = { ...good, ['Data' in good ? 'Data' : 'data']: hole };
      fc.assert(
        fc.property(fragments.filter(isJson), (fragment) => {
          const outcome = outcomeOf(dialect, { operation, status: 200, body, fragment });
          expect(outcome).toMatchObject({ requestId: 'R', data: undefined });
        }),
      );
    },
  );

  it('is read, with anything that is nested 100 000 deep', () => {
    // What goes down level by level has a stack of 1 MB, which is 10 bytes for each: no call is so small.
    const fragment = { open: '[', close: ']', depth: 100_000 };
    for (const operation of operations) {
      for (const body of withHoles(bodyOf(operation))) {
        const outcome = outcomeOf(dialect, { operation, status: 200, body, fragment });
        if (outcome instanceof Error) expect(isContextError(outcome)).toBe(true);
      }
    }
  });
});

const isJson = (fragment: Fragment): boolean => {
  try {
    JSON.parse(textOf(fragment));
    return true;
  } catch {
    return false;
  }
};
