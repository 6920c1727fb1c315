import { describe, expect, it } from 'vitest';
import { pageExamples } from './support/pageExamples.js';

const { printed, triggered } = pageExamples('docs/many.md');

/** How many of the lines say so. */
const count = (lines: readonly string[], part: string): number => lines.filter((line) => line.includes(part)).length;

describe('the examples of many syncs', () => {
  it('share the polls of a session', async () => {
    const [line = ''] = (await printed('length: 20')).lines;
    const [triggers = 0, polls = 0, lists = 0] = line.match(/\d+/g)?.map(Number) ?? [];
    expect(triggers).toBe(20);
    expect(lists).toBeGreaterThan(polls / 20);
    expect(lists).toBeLessThan(polls / 10);
  });

  it('sync so many at a time', async () => {
    const { lines } = await printed('map(({ state }) =>');
    expect([...lines].sort()).toEqual(['/home/one: succeeded', '/home/two: succeeded']);
    const one = await printed('map(({ state }) =>', undefined, (code) => code.replace(/\b100\b/, '1'));
    expect(one.lines).toEqual(['/home/one: succeeded', '/home/two: succeeded']);
  });

  it('go on where one fails', async () => {
    const { lines } = await printed('toArray()', { taskError: 'disk full', times: 1 });
    expect([lines.length, count(lines, 'succeeded'), count(lines, 'disk full')]).toEqual([2, 1, 1]);
  });

  it('look again at what was not confirmed, and trigger nothing', async () => {
    const before = triggered();
    const soonLeft = (code: string): string => code.replace('timeout: 60_000', 'maxRetries: 2');
    const { lines } = await printed('toArray()', { taskDelay: 1000, times: 4 }, soonLeft);
    expect([lines.length, count(lines, 'succeeded')]).toEqual([2, 2]);
    expect(triggered()).toBe(before + 2);
  });

  it('show one bar, the end of it too', async () => {
    const { lines } = await printed('pairwise()');
    expect(lines.at(-1)).toBe('2 of 2, 0 failed');
    const failing = await printed('pairwise()', { taskError: 'disk full', times: 1 });
    expect(failing.lines.at(-1)).toBe('2 of 2, 1 failed');
  });

  it('stop all, and go on in another process', async () => {
    const before = triggered();
    const ended = (code: string): string => `${code}
      const looking = setInterval(() => {
        if (handles.size < 2) return;
        clearInterval(looking);
        process.kill(process.pid, 'SIGTERM');
      }, 5);`;
    expect((await printed("process.once('SIGTERM'", { taskDelay: 1500, times: 4 }, ended)).lines).toEqual(['']);
    expect(triggered()).toBe(before + 2);
    const { lines } = await printed('readFileSync(');
    expect([lines.length, count(lines, 'succeeded')]).toEqual([2, 2]);
    expect(triggered()).toBe(before + 2);
  });
});
