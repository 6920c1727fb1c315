import { describe, expect, it } from 'vitest';
import * as library from '../../../src/index.js';
import { type ContextError, isContextError } from '../../../src/model/errors/ContextError.js';
import { BadAnswer } from '../../../src/model/errors/BadAnswer.js';
import { InvalidRequest } from '../../../src/model/errors/InvalidRequest.js';
import { isTransient } from '../../../src/model/errors/isTransient.js';
import { NotFound } from '../../../src/model/errors/NotFound.js';
import { RateLimited } from '../../../src/model/errors/RateLimited.js';
import { Refused } from '../../../src/model/errors/Refused.js';
import { TaskFailed } from '../../../src/model/errors/TaskFailed.js';
import { TimedOut } from '../../../src/model/errors/TimedOut.js';
import { Unauthorized } from '../../../src/model/errors/Unauthorized.js';
import { Unavailable } from '../../../src/model/errors/Unavailable.js';
import { trouble } from '../../support/errors.js';
import { failed } from '../../support/tasks.js';

const facts = { operation: 'SyncContext', httpStatus: 400, code: 'X.NotFound', serviceMessage: 'gone', requestId: 'R' };

const family: readonly (readonly [ContextError, transient: boolean, message: string])[] = [
  [new InvalidRequest('path', 'is needed'), false, '`path` is needed'],
  [
    trouble.unauthorized(),
    false,
    'GetContextInfo was not allowed: said the service (HTTP 401, request REQ-1); ' +
      'check `apiKey`, and that `endpoint` is of its service',
  ],
  [
    new NotFound(facts),
    false,
    'SyncContext found nothing: [X.NotFound] gone (HTTP 400, request R); `list` tells what is there',
  ],
  [trouble.refused(), false, 'GetContextInfo was refused: [InvalidContext] said the service (HTTP 400, request REQ-1)'],
  [trouble.rateLimited(), true, 'GetContextInfo came too often: said the service (HTTP 429, request REQ-1)'],
  [trouble.unavailable(), true, 'GetContextInfo could not be done: HTTP 500, said the service'],
  [trouble.connectionReset(), true, 'GetContextInfo could not be done: no answer, [ECONNRESET] said the service'],
  [trouble.unreadable(), true, 'GetContextInfo was answered with something unreadable: data is not a list'],
  [
    new BadAnswer({ operation: 'SyncContext', where: '', expected: 'an object', requestId: 'R' }),
    true,
    'SyncContext was answered with something unreadable: the body is not an object',
  ],
  [
    new Refused({ operation: 'SyncContext', httpStatus: 400, code: '', serviceMessage: '', requestId: '' }),
    false,
    'SyncContext was refused: HTTP 400',
  ],
  [
    new TaskFailed({ tasks: [failed({ taskType: '', contextId: '' }), failed()], total: 2 }),
    false,
    '2 of 2 sync tasks failed: sync of a context at /data (disk full); upload of ctx at /data (disk full)',
  ],
  [trouble.slow(), true, 'GetContextInfo was not answered whole within `requestTimeout` (60000 ms)'],
  [
    new TimedOut({ operation: 'sync', limit: 'timeout', allowed: 9, polls: 2 }),
    false,
    'sync was not seen to end within `timeout` (9 ms, 2 polls made)',
  ],
  [
    new TimedOut({ operation: 'sync', limit: 'maxRetries', allowed: 9 }),
    false,
    'sync was not seen to end within `maxRetries` (9 polls)',
  ],
  [
    new TimedOut({ operation: 'sync', limit: 'settlePolls', allowed: 2 }),
    false,
    'sync was not seen to begin: more than `settlePolls` (2) polls showed no new task of it',
  ],
  [
    new TaskFailed({ tasks: [failed({ path: '', errorMessage: '' })], total: 3 }),
    false,
    '1 of 3 sync tasks failed: upload of ctx at an unnamed path',
  ],
];

describe('the error family', () => {
  it.each(family)('%s', (error, transient, message) => {
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toBe(message);
    expect(error.name).toBe(error._tag);
    expect(isContextError(error)).toBe(true);
    expect(isTransient(error)).toBe(transient);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ _tag: error._tag, message });
    expect(library).toHaveProperty(error._tag);
  });

  it('is not any error', () => {
    expect(isContextError(new Error('x'))).toBe(false);
    expect(isContextError({ _tag: 'Refused' })).toBe(false);
    expect(isContextError(Object.assign(new Error('x'), { _tag: 'Other' }))).toBe(false);
  });

  it('takes the errors of another copy of this library for its own', () => {
    expect(isContextError(Object.assign(new Error('x'), { _tag: 'Refused' }))).toBe(true);
  });

  it('keeps its facts in fields', () => {
    const bad = { operation: 'SyncContext', where: 'data', expected: 'an object', requestId: 'R' };
    expect(new BadAnswer(bad)).toMatchObject(bad);
  });

  it('keeps the cause', () => {
    const cause = new Error('why');
    expect(new InvalidRequest('path', 'is needed', cause).cause).toBe(cause);
    expect('cause' in new InvalidRequest('path', 'is needed')).toBe(false);
  });
});

describe('the message of an error', () => {
  const nasty = 'first\r\nsecond\tthird\u0000\u001b[31m\u2028fourth\u202efifth\ud800\u0085';
  const plain = 'first second third\ufffd\ufffd[31m fourth\ufffdfifth\ufffd';
  const long = 'x'.repeat(100_000);
  const said = (text: string) => ({ ...facts, code: text, serviceMessage: text, requestId: text });
  const withText: readonly (readonly [string, (text: string) => ContextError])[] = [
    ['Unauthorized', (text) => new Unauthorized(said(text))],
    ['NotFound', (text) => new NotFound(said(text))],
    ['Refused', (text) => new Refused(said(text))],
    ['RateLimited', (text) => new RateLimited(said(text))],
    ['Unavailable', (text) => new Unavailable(said(text))],
    ['BadAnswer', (text) => new BadAnswer({ operation: 'SyncContext', where: text, expected: text, requestId: text })],
    ['InvalidRequest', (text) => new InvalidRequest(text, text)],
    [
      'TaskFailed',
      (text) => new TaskFailed({ tasks: [failed({ errorMessage: text, contextId: text, path: text })], total: 1 }),
    ],
  ];

  it.each(withText)('of %s is one line without control characters', (_, errorOf) => {
    const { message } = errorOf(nasty);
    expect(message).toContain(plain);
    expect(message).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
  });

  it.each(withText)('of %s is of a sane length, and its fields keep the whole', (_, errorOf) => {
    const error = errorOf(long);
    expect(error.message.length).toBeLessThanOrEqual(2000);
    expect(error.message).toContain('…');
    expect(JSON.stringify(Object.values(error))).toContain(long);
    const { length } = errorOf('x').message;
    expect(errorOf('x'.repeat(80)).message.length).toBeGreaterThanOrEqual(length + 79);
  });

  it('says each thing of a service, however long the others are', () => {
    const { message } = new Refused({ ...facts, code: 'Some.Code', serviceMessage: long, requestId: 'REQ-7' });
    expect(message).toMatch(/^SyncContext was refused: \[Some\.Code\] x{499}… \(HTTP 400, request REQ-7\)$/);
    expect(new Unavailable({ ...facts, code: long, serviceMessage: 'why' }).message).toMatch(/\[x{99}…\] why$/);
  });

  it('never cuts a character in two', () => {
    for (const start of ['', 'x']) {
      const { message } = new Refused({ ...facts, serviceMessage: start + '😀'.repeat(1000) });
      expect(message).not.toMatch(/\p{Cs}/u);
      expect(message).not.toContain('\ufffd');
    }
  });

  it('names some of many failed tasks, and says how many there are', () => {
    const tasks = Array.from({ length: 3000 }, (_, index) => failed({ path: `/${index}` }));
    const error = new TaskFailed({ tasks, total: 4000 });
    expect(error.message).toBe(
      '3000 of 4000 sync tasks failed: ' +
        [0, 1, 2, 3, 4].map((index) => `upload of ctx at /${index} (disk full)`).join('; ') +
        '; and 2995 more',
    );
    expect(error.tasks).toHaveLength(3000);
    const five = new TaskFailed({ tasks: tasks.slice(0, 5), total: 5 });
    expect(five.message).toContain('/4');
    expect(five.message).not.toContain('more');
    const last = new TaskFailed({ tasks: tasks.slice(0, 6).map((one) => ({ ...one, errorMessage: long })), total: 6 });
    expect(last.message.length).toBeLessThanOrEqual(2000);
    expect(last.message).toMatch(/; and 1 more$/);
  });
});
