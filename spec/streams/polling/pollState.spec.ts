import { expect, it } from 'vitest';
import { beforePolls } from '../../../src/streams/polling/pollState.js';

it.each([
  [undefined, 0],
  [5, 5],
  // A handle from the future.
  [-5, 0],
])('before the first poll, an age of %s ms makes %s ms elapsed', (age, elapsed) => {
  expect(beforePolls({ first: 'x' }, age)).toEqual({ seen: 'x', polls: 0, elapsed, answers: {} });
});
