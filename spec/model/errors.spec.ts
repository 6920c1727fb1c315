import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.js';
import type { ContextError } from '../../src/model/errors/ContextError.js';
import { isContextError } from '../../src/model/errors/ContextError.js';
import { BadAnswer } from '../../src/model/errors/BadAnswer.js';
import { InvalidRequest } from '../../src/model/errors/InvalidRequest.js';
import { isTransient } from '../../src/model/errors/isTransient.js';
import { NotFound } from '../../src/model/errors/NotFound.js';
import { Refused } from '../../src/model/errors/Refused.js';
import { TaskFailed } from '../../src/model/errors/TaskFailed.js';
import { TimedOut } from '../../src/model/errors/TimedOut.js';
import { trouble } from '../support/errors.js';
import { failed } from '../support/tasks.js';

const facts = { operation: 'SyncContext', httpStatus: 400, code: 'X.NotFound', serviceMessage: 'gone', requestId: 'R' };

const family: readonly (readonly [ContextError, transient: boolean, message: string])[] = [
  [new InvalidRequest('path', 'is needed'), false, '`path` is needed'],
  [trouble.unauthorized(), false, 'GetContextInfo was not allowed: said the service (HTTP 401, request REQ-1)'],
  [new NotFound(facts), false, 'SyncContext found nothing: [X.NotFound] gone (HTTP 400, request R)'],
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
