import { NEVER, of, throwError, type Observable } from 'rxjs';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { syncPromise, type SyncStream } from '../../src/adapters/syncPromise.js';
import type { ContextSyncResult, SyncSnapshot, SyncStartResult } from '../../src/index.js';

const started = { success: true, requestId: 'R' } as SyncStartResult;
const running = { done: false, success: false, state: 'running' } as SyncSnapshot;
const ended = { done: true, success: true, state: 'succeeded' } as SyncSnapshot;

/** A sync that starts, runs and ends; and what it was called with. */
const syncing = (snapshots: Observable<SyncSnapshot> = of(running, ended)) => {
  const sync$ = vi.fn<SyncStream>((_, onStart) => {
    onStart?.(started);
    return snapshots;
  });
  return { sync$, sync: syncPromise(sync$) };
};

describe('syncPromise', () => {
  it('settles with the end, without a callback', async () => {
    const { sync, sync$ } = syncing();
    await expect(sync({ mode: 'upload' })).resolves.toBe(ended);
    expect(sync$).toHaveBeenCalledExactlyOnceWith({ mode: 'upload' });
    await expect(sync()).resolves.toBe(ended);
    await expect(sync({ callback: undefined })).resolves.toBe(ended);
    await expect(sync({ callback: null as never })).resolves.toBe(ended);
    expect(sync$.mock.calls.slice(1)).toEqual([[undefined], [{ callback: undefined }], [{ callback: null }]]);
  });

  it('settles with the start, and tells the callback the end', async () => {
    const { sync, sync$ } = syncing();
    const callback = vi.fn();
    await expect(sync({ mode: 'upload', callback })).resolves.toBe(started);
    expect(callback).toHaveBeenCalledExactlyOnceWith(true, ended);
    expect(sync$).toHaveBeenCalledExactlyOnceWith({ mode: 'upload' }, expect.any(Function));
  });

  it('hands a callback that is none on: the stream refuses it by its name', async () => {
    const { sync, sync$ } = syncing();
    await sync({ callback: 5 as never });
    expect(sync$).toHaveBeenCalledExactlyOnceWith({ callback: 5 });
  });

  it('takes a signal out, in both forms', async () => {
    const { sync, sync$ } = syncing(NEVER);
    const signal = AbortSignal.abort('stop');
    await expect(sync({ mode: 'upload', signal })).rejects.toBe('stop');
    expect(sync$).toHaveBeenLastCalledWith({ mode: 'upload' });
    const controller = new AbortController();
    const callback = vi.fn();
    await expect(sync({ mode: 'upload', callback, signal: controller.signal })).resolves.toBe(started);
    expect(sync$).toHaveBeenLastCalledWith({ mode: 'upload' }, expect.any(Function));
    controller.abort();
    expect(callback).not.toHaveBeenCalled();
  });

  it('rejects with what its options throw, and with what the stream does', async () => {
    const options = {
      get callback(): undefined {
        throw new RangeError('mine');
      },
    };
    await expect(syncing().sync(options)).rejects.toThrow('mine');
    await expect(syncing(throwError(() => new RangeError('its own'))).sync()).rejects.toThrow('its own');
  });

  it('has two types of results', () => {
    const { sync } = syncing();
    expectTypeOf(sync).toBeCallableWith();
    expectTypeOf<ReturnType<typeof sync>>().toEqualTypeOf<Promise<ContextSyncResult>>();
    expectTypeOf(() => sync({ callback: () => undefined })).returns.toEqualTypeOf<Promise<SyncStartResult>>();
  });
});
