import { describe, expect, it } from 'vitest';
import { infoPlan } from '../../../src/model/sync/InfoOptions.js';

describe('infoPlan', () => {
  it('takes every option, and completes them', () => {
    const options = { contextId: ' ctx', path: '/data ', taskType: 'upload', requestTimeout: 5 };
    expect(infoPlan({ ...options, signal: undefined } as never, { requestTimeout: 60 })).toEqual({
      ...options,
      contextId: 'ctx',
      path: '/data',
    });
    expect(infoPlan(undefined, { requestTimeout: 60 })).toEqual({ requestTimeout: 60 });
  });

  it.each(['contextId', 'path', 'taskType'])('refuses a blank %s', (option) => {
    expect(() => infoPlan({ [option]: ' ' }, { requestTimeout: 60 })).toThrow(
      `\`${option}\` must be text that is not blank`,
    );
  });

  it('refuses a wrong requestTimeout, and what is no option', () => {
    expect(() => infoPlan({ requestTimeout: 0 }, { requestTimeout: 60 })).toThrow(
      '`requestTimeout` must be a number of milliseconds',
    );
    expect(() => infoPlan({ context: 'x' } as never, { requestTimeout: 60 })).toThrow(
      '`context` is no option here: there are contextId, path, taskType, requestTimeout',
    );
  });
});
