import { expect, it } from 'vitest';
import { CleanupStack } from '../../../src/emulator/concurrency/CleanupStack.js';

const undoOf = (steps: readonly (() => Promise<unknown>)[]) => {
  const done = new CleanupStack();
  for (const step of steps) done.defer(step);
  return done;
};

it('is done from the last step to the first, each after the one before, and once', async () => {
  const seen: string[] = [];
  const step = (name: string) => async () => {
    seen.push(`${name} begins`);
    await Promise.resolve();
    seen.push(`${name} ends`);
  };
  const done = undoOf([step('first'), step('last')]);
  const both = [done.dispose(), done.dispose()];
  expect(seen).toEqual(['last begins']);
  await Promise.all(both);
  await done.dispose();
  expect(seen).toEqual(['last begins', 'last ends', 'first begins', 'first ends']);
});

it('goes on where a step fails, and says which was the first that did', async () => {
  const seen: string[] = [];
  const failing = (name: string) => async () => {
    seen.push(name);
    throw new Error(name);
  };
  const done = undoOf([failing('a'), async () => seen.push('b'), failing('c')]);
  await expect(done.dispose()).rejects.toThrow('c');
  await expect(done.dispose()).rejects.toThrow('c');
  expect(seen).toEqual(['c', 'b', 'a']);
});
