import { NEVER } from 'rxjs';
import { expect, it, vi } from 'vitest';
import type { Progress, View } from '../../src/cli/progress/Job.js';
import { showProgress } from '../../src/cli/progress/showProgress.js';

const view: View<Progress> = { line: () => '', news: () => '', json: () => ({}) };

it.each([[true], [false]])('ends at once where it is stopped, however many jobs wait: as JSON %s', async (json) => {
  const stopped = new AbortController();
  const printed = vi.spyOn(console, 'log');
  const jobs = Array.from({ length: 20_000 }, (_, index) => ({ title: String(index), snapshots: NEVER }));
  const ends = showProgress(jobs, view, { json, signal: stopped.signal, concurrency: 4 });
  stopped.abort();
  expect(new Set(await ends)).toEqual(new Set([undefined]));
  expect(printed).not.toHaveBeenCalled();
});
