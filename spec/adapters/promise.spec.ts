import { getEventListeners } from 'node:events';
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
    await toPromise(of(1), { signal });
    await toPromise(
      throwError(() => new Error('x')),
      { signal },
    ).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    void toPromise(NEVER, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });

  it('takes no signal for none, and refuses what is none', async () => {
    for (const signal of [undefined, null] as never[]) {
      await expect(toPromise(of(1), { signal })).resolves.toBe(1);
    }
    for (const signal of [5, 'x', {}] as never[]) {
      await expect(toPromise(of(1), { signal })).rejects.toMatchObject({ _tag: 'InvalidRequest', option: 'signal' });
    }
    await expect(toPromise(of(1))).resolves.toBe(1);
  });

  it('takes the signal of another realm', async () => {
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      reason: 'enough',
      addEventListener: (_: string, listener: () => void) => listeners.add(listener),
      removeEventListener: (_: string, listener: () => void) => listeners.delete(listener),
    };
    const promise = toPromise(NEVER, { signal: signal as never });
    for (const listener of listeners) listener();
    await expect(promise).rejects.toBe('enough');
    expect(listeners.size).toBe(0);
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

  it('finds the options behind as many arguments as there are', async () => {
    const three = promised(stream as (id: string, other: Options, options?: Options) => Observable<string>);
    await expect(three('id', { deep: true }, { signal: AbortSignal.abort('stop') })).rejects.toBe('stop');
    expect(calls.at(-1)).toMatchObject(['id', { deep: true }, {}]);
    // Only the last argument has options.
    const other = { signal: AbortSignal.abort('not this') } as Options;
    const source = (id: string, _: Options, __?: Options) => of(id);
    await expect(promised(source)('id', other, {})).resolves.toBe('id');
  });

  it('needs no options', async () => {
    await expect(promised((id: string) => of(id))('x')).resolves.toBe('x');
    await expect(promised((options?: Options) => of(options))()).resolves.toBeUndefined();
    await expect(promised((options?: Options) => of(options))(null as never)).resolves.toBeNull();
  });

  it('leaves the other options as they are, those of a class too', async () => {
    class Config {
      readonly signal = new AbortController().signal;
      readonly #limit = 7;
      get limit(): number {
        return this.#limit;
      }
    }
    const limitOf = promised((options?: { readonly limit?: number }) => of(options?.limit, options?.limit));
    await expect(limitOf(new Config())).resolves.toBe(7);
    const inherited = Object.create({ limit: 8, signal: AbortSignal.abort('stop') }) as Config;
    await expect(limitOf(inherited)).rejects.toBe('stop');
    const keys = promised((options?: object) => of(Object.keys(options ?? {})));
    await expect(keys(Object.freeze({ limit: 9, signal: new Config().signal }))).resolves.toEqual(['limit']);
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
