import { describe, expect, it } from 'vitest';
import { AGB } from '../src/index.js';
import { pageExamples } from './support/pageExamples.js';

const { emulator, printed, triggered } = pageExamples('docs/composing.md');

describe('the examples of composing', () => {
  it('sync before they delete', async () => {
    const before = triggered();
    const { sessionId } = await printed('syncContext:');
    expect(triggered()).toBe(before + 1);
    expect(await new AGB({ apiKey: 'any-key', endpoint: emulator().url }).get(sessionId)).toMatchObject({
      success: false,
    });
  });

  it('bound a sync, and leave one', async () => {
    const { lines } = await printed('takeUntil(');
    expect(lines.filter((line) => line === 'succeeded')).toHaveLength(2);
  });

  it('follow what was not confirmed', async () => {
    expect((await printed('context.follow(')).lines).toEqual(['succeeded']);
  });

  it('sync again where a task failed', async () => {
    const before = triggered();
    const trouble = { taskError: 'disk full', times: 1 };
    const { lines } = await printed('retry(', trouble, (code) => code.replace('1000 * 2', '10 * 2'));
    expect(lines.at(-1)).toBe('succeeded');
    expect(triggered()).toBe(before + 2);
  });
});
