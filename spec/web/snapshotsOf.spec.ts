import { describe, expect, it } from 'vitest';
import { from, lastValueFrom, toArray } from 'rxjs';
import { broken } from '../../src/web/page/pageRequest.js';
import type { Told } from '../../src/web/page/reconnecting.js';
import { snapshotsOf } from '../../src/web/page/snapshotsOf.js';
import type { RemoteSnapshot } from '../../src/web/RemoteSnapshot.js';

const facts = {
  requestId: 'R-1',
  contextStatusData: [],
  progress: { total: 0, finished: 0, failed: 0 },
  polls: 1,
  elapsed: 5,
  errorMessage: '',
};
const running = { ...facts, state: 'running', done: false, success: false };
const succeeded = { ...facts, state: 'succeeded', done: true, success: true };
const trouble = broken('it was broken off');

const shown = (...told: readonly Told[]): Promise<readonly RemoteSnapshot[]> =>
  lastValueFrom(snapshotsOf(from(told)).pipe(toArray()));

describe('the snapshots that a server tells', () => {
  it('are those of the sync, until one is done', async () => {
    expect(await shown({ value: running }, { value: succeeded }, { value: running })).toEqual([running, succeeded]);
  });

  it('have trouble on the way as a warning, until the next one', async () => {
    expect(await shown({ value: running }, { warning: trouble }, { value: running }, { value: succeeded })).toEqual([
      running,
      { ...running, warning: trouble },
      running,
      succeeded,
    ]);
  });

  it('begin as pending where trouble comes first', async () => {
    const [first] = await shown({ warning: trouble }, { value: succeeded });
    expect(first).toMatchObject({ state: 'pending', done: false, warning: trouble, polls: 0 });
  });

  it.each<[string, Told, string]>([
    ['the server is gone', { error: trouble }, 'unconfirmed'],
    ['the start was refused', { error: trouble, isRefused: true }, 'failed'],
  ])('end where %s', async (_, told, state) => {
    expect(await shown({ value: running }, { warning: trouble }, told)).toEqual([
      running,
      { ...running, warning: trouble },
      { ...facts, state, done: true, success: false, errorMessage: trouble.message, error: trouble },
    ]);
  });

  it('end unconfirmed where all was told but an end', async () => {
    const snapshots = await shown({ value: running }, { isComplete: true });
    expect(snapshots.at(-1)).toMatchObject({ state: 'unconfirmed', done: true, success: false });
    expect(await shown({ value: running })).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['text', 'succeeded'],
    ['an unknown state', { ...succeeded, state: 'ended' }],
    ['a success that is not done', { ...succeeded, done: false }],
    ['a success that is none', { ...succeeded, success: false }],
    ['one under way that is done', { ...running, done: true }],
    ['one under way that succeeded', { ...running, success: true }],
    ['a failure that succeeded', { ...succeeded, state: 'failed' }],
    ['a failure without an error', { ...running, state: 'failed', done: true }],
    ['a success with an error', { ...succeeded, error: trouble }],
    ['no tasks', { ...succeeded, contextStatusData: undefined }],
    ['no progress', { ...succeeded, progress: null }],
  ])('take nothing for done that is not: %s', async (_, value) => {
    const snapshots = await shown({ value: running }, { value });
    expect(snapshots).toHaveLength(2);
    expect(snapshots.at(-1)).toMatchObject({ state: 'unconfirmed', success: false, polls: 1 });
  });
});
