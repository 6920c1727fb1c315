import { expect, it } from 'vitest';
import { Undo } from '../../../src/emulator/concurrency/CleanupStack.js';

const undoOf = (steps: readonly (() => Promise<unknown>)[]) => {
  const done = new Undo();
  for (const step of steps) done.push(step);
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
  const both = [done.undo(), done.undo()];
  expect(seen).toEqual(['last begins']);
  await Promise.all(both);
  await done.undo();
  expect(seen).toEqual(['last begins', 'last ends', 'first begins', 'first ends']);
});

it('goes on where a step fails, and says which was the first that did', async () => {
  const seen: string[] = [];
  const failing = (name: string) => async () => {
    seen.push(name);
    throw new Error(name);
  };
  const done = undoOf([failing('a'), async () => seen.push('b'), failing('c')]);
  await expect(done.undo()).rejects.toThrow('c');
  await expect(done.undo()).rejects.toThrow('c');
  expect(seen).toEqual(['c', 'b', 'a']);
});
