import { expect, it } from 'vitest';
import { toRefusal } from '../../../src/emulator/protocol/ServiceRefusal.js';

it('what is broken off because the emulator stops is refused for now', () => {
  const stopping = AbortSignal.abort();
  let thrown: unknown;
  try {
    stopping.throwIfAborted();
  } catch (error) {
    thrown = error;
  }
  const ofNode = Object.assign(new Error('The operation was aborted'), { code: 'ABORT_ERR' });
  for (const error of [thrown, ofNode])
    expect(toRefusal(error)).toMatchObject({ code: 'ServiceUnavailable', httpStatus: 503 });
});
