import { concat, config, EMPTY, NEVER, of, Subject, throwError } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withCallback } from '../../src/adapters/withCallback.js';
import type { SyncSnapshot } from '../../src/model/sync/SyncSnapshot.js';
import type { SyncStartResult } from '../../src/model/sync/SyncStartResult.js';
import { rejectedSnapshot } from '../../src/streams/sync/snapshotOf.js';
import { trouble } from '../support/errors.js';
import { handleOf } from '../support/picture.js';
import { succeededOf, underwayOf } from '../support/snapshots.js';

const started: SyncStartResult = { success: true, requestId: 'R', handle: handleOf(), errorMessage: '' };
const underway = underwayOf();
const succeeded = succeededOf();
const failed = rejectedSnapshot('failed', handleOf(), trouble.refused());

/** What rxjs reports as unhandled: it would end the process. */
const unhandled = (): Promise<unknown> => new Promise((resolve) => (config.onUnhandledError = resolve));

afterEach(() => {
  config.onUnhandledError = null;
});

describe('withCallback', () => {
  it('settles when the trigger is answered, and calls back once, after the end', async () => {
    const rest = new Subject<SyncSnapshot>();
    const callback = vi.fn();
    const promise = withCallback((onStart) => {
      onStart(started);
      return rest;
    }, callback);
    await expect(promise).resolves.toBe(started);
    rest.next(underway);
    rest.next(succeeded);
    expect(callback).not.toHaveBeenCalled();
    rest.complete();
    expect(callback.mock.calls).toEqual([[true, succeeded]]);
  });

  it('reports what the callback throws as unhandled, and does not call it again', async () => {
    const reported = unhandled();
    const callback = vi.fn(() => {
      throw new Error('mine');
    });
    void withCallback((onStart) => {
      onStart(started);
      return of(succeeded);
    }, callback);
    expect(await reported).toEqual(new Error('mine'));
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('rejects with the reason of the signal while the trigger is not answered', async () => {
    const callback = vi.fn();
    const controller = new AbortController();
    const promise = withCallback(() => NEVER, callback, controller.signal);
    controller.abort('stop');
    await expect(promise).rejects.toBe('stop');
    expect(callback).not.toHaveBeenCalled();
  });

  it('calls nobody back when it is aborted later', async () => {
    const rest = new Subject<SyncSnapshot>();
    const callback = vi.fn();
    const controller = new AbortController();
    const promise = withCallback(
      (onStart) => {
        onStart(started);
        return rest;
      },
      callback,
      controller.signal,
    );
    await promise;
    controller.abort('stop');
    expect(rest.observed).toBe(false);
    expect(callback).not.toHaveBeenCalled();
  });

  it('calls nobody back where there is no end', async () => {
    const report = vi.fn();
    config.onUnhandledError = report;
    const callback = vi.fn();
    for (const source of [EMPTY, of(underway)]) {
      await withCallback((onStart) => {
        onStart(started);
        return source;
      }, callback);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(callback).not.toHaveBeenCalled();
    expect(report).not.toHaveBeenCalled();
  });

  it('calls back with the end, whatever comes behind it', async () => {
    const callback = vi.fn();
    await withCallback((onStart) => {
      onStart(started);
      return of(failed, underway);
    }, callback);
    expect(callback.mock.calls).toEqual([[false, failed]]);
  });

  it('reports nothing where it is aborted, before the trigger is answered or behind it', async () => {
    const report = vi.fn();
    config.onUnhandledError = report;
    for (const isStarted of [false, true]) {
      const controller = new AbortController();
      const rest = new Subject<SyncSnapshot>();
      const promise = withCallback(
        (onStart) => {
          if (isStarted) onStart(started);
          return rest;
        },
        vi.fn(),
        controller.signal,
      );
      controller.abort('stop');
      await promise.catch(() => undefined);
      expect(rest.observed).toBe(false);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(report).not.toHaveBeenCalled();
  });

  it('rejects for a bug that comes before the trigger, and reports it nowhere else', async () => {
    const report = vi.fn();
    config.onUnhandledError = report;
    const bug = new RangeError('bug');
    await expect(withCallback(() => throwError(() => bug), vi.fn())).rejects.toBe(bug);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(report).not.toHaveBeenCalled();
  });

  it('does not swallow a bug that comes after the trigger', async () => {
    const reported = unhandled();
    const callback = vi.fn();
    void withCallback((onStart) => {
      onStart(started);
      return concat(
        of(underway),
        throwError(() => new RangeError('bug')),
      );
    }, callback);
    expect(await reported).toEqual(new RangeError('bug'));
    expect(callback).not.toHaveBeenCalled();
  });
});
