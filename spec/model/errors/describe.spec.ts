import { expect, it } from 'vitest';
import { InvalidRequest } from '../../../src/index.js';
import { describeTask } from '../../../src/model/errors/describe.js';
import { RateLimited } from '../../../src/model/errors/RateLimited.js';
import { callable, checkOptions } from '../../../src/model/options/rules.js';
import { task } from '../../support/tasks.js';

it('a task that leaves all blank is told of by what it could be', () => {
  expect(describeTask(task({ contextId: ' ', path: '', taskType: '' }))).toBe('sync of a context at an unnamed path');
  expect(describeTask(task({ contextId: 'c', path: '/p', taskType: 'upload' }))).toBe('upload of c at /p');
});

it('a throttled request says so', () => {
  const facts = { operation: 'SyncContext', httpStatus: 429, code: '', serviceMessage: '', requestId: '' };
  expect(new RateLimited({ ...facts, retryAfter: undefined }).message).toMatch(/^SyncContext came too often/);
});

it('what is no function is refused by that rule', () => {
  const check = () => checkOptions({ logger: callable<() => void>() }, { logger: 5 });
  expect(check).toThrow(InvalidRequest);
  expect(check).toThrow('must be a function');
});
