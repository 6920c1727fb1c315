import { EMPTY, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { AbortOptions } from '../../src/adapters/AbortOptions.js';
import { promised } from '../../src/adapters/promised.js';
import { toPromise } from '../../src/adapters/toPromise.js';

describe('toPromise', () => {
  it('resolves with the last value', async () => {
    await expect(toPromise(of(1, 2, 3))).resolves.toBe(3);
  });

  it('rejects with the error of the stream', async () => {
    await expect(toPromise(throwError(() => new Error('bug')))).rejects.toThrow('bug');
    await expect(toPromise(EMPTY)).rejects.toThrow('no elements in sequence');
  });

  it('rejects with the reason of the signal, and unsubscribes, whatever was emitted before', async () => {
    const source = new Subject<number>();
    const controller = new AbortController();
    const promise = toPromise(source, controller);
    source.next(1);
    controller.abort('enough');
    await expect(promise).rejects.toBe('enough');
    expect(source.observed).toBe(false);
  });

  it('does not even subscribe where the signal was aborted before', async () => {
    let subscribed = false;
    const source = new Observable(() => {
      subscribed = true;
    });
    await expect(toPromise(source, { signal: AbortSignal.abort('never') })).rejects.toBe('never');
    expect(subscribed).toBe(false);
  });

  it('takes its listener off the signal, however the stream ends', async () => {
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    signal.addEventListener = ((_: string, listener: unknown) => listeners.add(listener)) as never;
    signal.removeEventListener = ((_: string, listener: unknown) => listeners.delete(listener)) as never;
    await toPromise(of(1), { signal });
    await toPromise(
      throwError(() => new Error('x')),
      { signal },
    ).catch(() => undefined);
    expect(listeners.size).toBe(0);
    void toPromise(NEVER, { signal });
    expect(listeners.size).toBe(1);
  });
});

describe('promised', () => {
  interface Options {
    readonly deep?: boolean;
  }
  const calls: unknown[][] = [];
  const stream = (...args: unknown[]): Observable<string> => {
    calls.push(args);
    return NEVER;
  };

  it('passes the arguments on, and heeds the signal among the options', async () => {
    const promise = promised(stream as (id: string, options?: Options) => Observable<string>)('id', {
      deep: true,
      signal: AbortSignal.abort('stop'),
    });
    await expect(promise).rejects.toBe('stop');
    expect(calls.at(-1)).toMatchObject(['id', { deep: true }]);
  });

  it('needs no options', async () => {
    await expect(promised((id: string) => of(id))('x')).resolves.toBe('x');
    await expect(promised((options?: Options) => of(options))()).resolves.toBeUndefined();
  });

  it('keeps the parameters', () => {
    const none = promised((options?: Options) => of(options));
    const needed = promised((options: Options) => of(options));
    const both = promised((id: string, options?: Options) => of(id, options));
    expectTypeOf(none).parameters.toEqualTypeOf<[options?: Options & AbortOptions]>();
    expectTypeOf(needed).parameters.toEqualTypeOf<[options: Options & AbortOptions]>();
    expectTypeOf(both).parameters.toEqualTypeOf<[id: string, options?: Options & AbortOptions]>();
  });
});
