import type { ContextStatusData } from '../../../src/model/tasks/ContextStatusData.js';
import { describe, expect, it } from 'vitest';
import { BadAnswer } from '../../../src/model/errors/BadAnswer.js';
import { NotFound } from '../../../src/model/errors/NotFound.js';
import { TimedOut, type TimedOutFacts } from '../../../src/model/errors/TimedOut.js';
import { Unauthorized } from '../../../src/model/errors/Unauthorized.js';
import { Unavailable, type UnavailableFacts } from '../../../src/model/errors/Unavailable.js';
import type { ServiceFacts } from '../../../src/model/errors/ServiceError.js';
import { task } from '../../support/tasks.js';

describe('the sentence of an error', () => {
  const silent = { operation: 'GetContextInfo', code: '', serviceMessage: '', requestId: '' };

  it.each<[Partial<UnavailableFacts>, string]>([
    [{}, 'GetContextInfo could not be done: no answer'],
    [{ httpStatus: 503 }, 'GetContextInfo could not be done: HTTP 503'],
    [{ code: 'ECONNRESET' }, 'GetContextInfo could not be done: no answer, [ECONNRESET]'],
    [
      { code: 'ECONNREFUSED' },
      'GetContextInfo could not be done: no answer, [ECONNREFUSED]; check `endpoint` and the network',
    ],
    [{ httpStatus: 500, serviceMessage: 'busy' }, 'GetContextInfo could not be done: HTTP 500, busy'],
    [{ httpStatus: 500, code: 'X', serviceMessage: 'busy' }, 'GetContextInfo could not be done: HTTP 500, [X] busy'],
  ])('Unavailable of %j', (facts, sentence) => {
    expect(new Unavailable({ ...silent, ...facts }).message).toBe(sentence);
  });

  it('has no full stop of the service before what can be done next', () => {
    const error = new Unavailable({ ...silent, serviceMessage: 'busy.' }, { nextStep: 'sync again' });
    expect(error.message).toMatch(/busy; sync again$/);
    expect(error.serviceMessage).toBe('busy.');
  });

  it.each<[Partial<ServiceFacts>, string]>([
    [{}, 'HTTP 404'],
    [{ requestId: 'r-1' }, 'HTTP 404, request r-1'],
    [{ code: 'X' }, '[X] (HTTP 404)'],
    [{ serviceMessage: 'none', requestId: 'r-1' }, 'none (HTTP 404, request r-1)'],
    [{ code: 'X', serviceMessage: 'none' }, '[X] none (HTTP 404)'],
  ])('an answer of the service with %j', (facts, end) => {
    const { message } = new NotFound({ ...silent, httpStatus: 404, ...facts });
    expect(message.slice(message.indexOf(': ') + 2)).toBe(`${end}; \`list\` tells what is there`);
    expect(message).toMatch(/^GetContextInfo [a-z]/);
  });

  it.each([
    [
      new Unauthorized({ ...silent, operation: 'downloadFile', httpStatus: 403 }),
      'downloadFile was not allowed: HTTP 403; its URL may have run out: another try gets a new one',
    ],
    [
      new NotFound({ ...silent, operation: 'downloadFile', httpStatus: 404 }),
      'downloadFile found nothing: HTTP 404; `listFiles` tells what is there',
    ],
    [
      new Unavailable({ ...silent, operation: 'uploadFile', code: 'ECONNREFUSED' }),
      'uploadFile could not be done: no answer, [ECONNREFUSED]; check the network',
    ],
  ])('of a transfer advises nothing about the client: %s', (error, sentence) => {
    expect(error.message).toBe(sentence);
  });

  it.each([
    ['data.list', 'GetContextInfo was answered with something unreadable: data.list is not an array'],
    ['', 'GetContextInfo was answered with something unreadable: the body is not an array'],
  ])('BadAnswer at %j', (where, sentence) => {
    const { operation, requestId } = silent;
    expect(new BadAnswer({ operation, requestId, where, expected: 'an array' }).message).toBe(sentence);
  });

  it.each<[TimedOutFacts, string]>([
    [
      { operation: 'GetContext', limit: 'requestTimeout', allowed: 5 },
      'GetContext was not answered whole within `requestTimeout` (5 ms)',
    ],
    [
      { operation: 'sync', limit: 'timeout', allowed: 5, polls: 2 },
      'sync was not seen to end within `timeout` (5 ms, 2 polls made)',
    ],
    [{ operation: 'sync', limit: 'maxRetries', allowed: 5 }, 'sync was not seen to end within `maxRetries` (5 polls)'],
    [
      { operation: 'sync', limit: 'settlePolls', allowed: 5 },
      'sync was not seen to begin: more than `settlePolls` (5) polls showed no new task of it',
    ],
    [
      { operation: 'sync', limit: 'settlePolls', allowed: 0, doubt: 'who knows', listed: [task({ path: '/Data' })] },
      'sync was not seen to begin: more than `settlePolls` (0) polls showed no new task of it; who knows; ' +
        'listed is upload of ctx at /Data (Running)',
    ],
    [
      {
        operation: 'sync',
        limit: 'settlePolls',
        allowed: 0,
        listed: Array<ContextStatusData>(5).fill(task({ status: '' })),
      },
      'sync was not seen to begin: more than `settlePolls` (0) polls showed no new task of it; ' +
        'listed is upload of ctx at /data (no status); upload of ctx at /data (no status); upload of ctx at /data (no status); and 2 more',
    ],
  ])('TimedOut of %j', (facts, sentence) => {
    expect(new TimedOut(facts).message).toBe(sentence);
    const nextStep = 'sync again';
    expect(new TimedOut(facts, { nextStep }).message).toBe(`${sentence}; sync again`);
    expect(new TimedOut(facts, { nextStep: '' }).message).toBe(sentence);
  });

  it('tells what kept the end from being seen, where that is known', () => {
    const facts = { operation: 'sync', limit: 'timeout', allowed: 9 } as const;
    const cause = new Unavailable({ ...silent, serviceMessage: 'it is away' });
    const { message } = new TimedOut(facts, { cause, nextStep: 'sync again' });
    const sentence = 'sync was not seen to end within `timeout` (9 ms, 0 polls made)';
    expect(message).toBe(`${sentence}; the last trouble was: ${cause.message}; sync again`);
    expect(new TimedOut(facts, { cause: new Error('of whom nobody knows') }).message).toBe(sentence);
  });

  it('of a long one ends in the next step all the same', () => {
    const { message } = new TimedOut(
      { operation: 'sync', limit: 'settlePolls', allowed: 1, doubt: 'x'.repeat(3000) },
      { nextStep: 'sync again' },
    );
    expect(message).toHaveLength(2000);
    expect(message).toMatch(/x…; sync again$/);
  });
});
