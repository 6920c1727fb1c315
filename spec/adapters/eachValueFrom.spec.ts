import { concat, defer, EMPTY, from, map, NEVER, of, Subject, throwError } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { eachValueFrom, iterable, type IterableObservable } from '../../src/adapters/eachValueFrom.js';
import { inVirtualTime } from '../support/virtual.js';

const iteratorOf = <T>(values: AsyncIterable<T>): Required<AsyncIterator<T, undefined>> =>
  values[Symbol.asyncIterator]() as Required<AsyncIterator<T, undefined>>;

const valuesOf = async <T>(values: AsyncIterable<T>, until: (value: T) => boolean = () => false): Promise<T[]> => {
  const read: T[] = [];
  for await (const value of values) {
    read.push(value);
    if (until(value)) break;
  }
  return read;
};

describe('eachValueFrom', () => {
  it('gives each value in turn, those of one moment too, then ends', async () => {
    expect(await valuesOf(eachValueFrom(of(1, 2, 3)))).toEqual([1, 2, 3]);
    expect(await valuesOf(eachValueFrom(EMPTY))).toEqual([]);
  });

  it('subscribes at the first read, and unsubscribes at once when it is left, though a read waits', () => {
    inVirtualTime(({ cold, expectSubscriptions }) => {
      const source = cold('--a--b--c--|');
      const iterator = iteratorOf(eachValueFrom(source));
      const at = (frame: string, act: () => unknown) => cold(frame).subscribe({ next: act });
      at('---x', () => iterator.next());
      at('------x', () => iterator.next());
      at('---------x', () => iterator.return());
      expectSubscriptions(source.subscriptions).toBe('---^-----!');
    });
  });

  it('does not unsubscribe while the loop is busy', () => {
    inVirtualTime(({ cold, expectSubscriptions }) => {
      const source = cold('--a--b--c--|');
      const iterator = iteratorOf(eachValueFrom(source));
      void iterator.next();
      expectSubscriptions(source.subscriptions).toBe('^----------!');
    });
  });

  it('is one subscription for each loop', () => {
    inVirtualTime(({ cold, expectSubscriptions }) => {
      const source = cold('--a|');
      const values = eachValueFrom(source);
      void iteratorOf(values).next();
      cold('--x').subscribe(() => void iteratorOf(values).next());
      expectSubscriptions(source.subscriptions).toBe(['^--!', '--^--!']);
    });
  });

  it('does not subscribe at all where it is left before the first read', async () => {
    const source = new Subject<number>();
    const iterator = iteratorOf(eachValueFrom(source));
    await expect(iterator.return()).resolves.toEqual({ done: true, value: undefined });
    await expect(iterator.next()).resolves.toEqual({ done: true, value: undefined });
    expect(source.observed).toBe(false);
  });

  it('keeps what comes between two reads', async () => {
    const source = new Subject<number>();
    const iterator = iteratorOf(eachValueFrom(source));
    const first = iterator.next();
    for (const value of [1, 2, 3]) source.next(value);
    await expect(first).resolves.toEqual({ done: false, value: 1 });
    await expect(iterator.next()).resolves.toEqual({ done: false, value: 2 });
    source.next(4);
    source.complete();
    await expect(Promise.all([iterator.next(), iterator.next(), iterator.next()])).resolves.toEqual([
      { done: false, value: 3 },
      { done: false, value: 4 },
      { done: true, value: undefined },
    ]);
  });

  it('answers reads that wait together in their order', async () => {
    const source = new Subject<number>();
    const iterator = iteratorOf(eachValueFrom(source));
    const reads = Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]);
    source.next(1);
    source.next(2);
    source.complete();
    expect((await reads).map(({ value }) => value)).toEqual([1, 2, undefined, undefined]);
  });

  it.each([
    ['break', (value: number) => value === 2],
    ['an error of the loop itself', () => Promise.reject(new Error('mine'))],
  ])('is unsubscribed by %s', async (_, act) => {
    const source = new Subject<number>();
    const loop = (async () => {
      for await (const value of eachValueFrom(source)) if (await act(value)) break;
    })();
    const left = loop.catch((error: unknown) => (error as Error).message);
    source.next(1);
    source.next(2);
    expect(source.observed).toBe(true);
    await left;
    expect(source.observed).toBe(false);
  });

  it('throws the error of the stream once, after the values before it', async () => {
    const refused = new Error('refused');
    const read: number[] = [];
    const loop = async () => {
      for await (const value of eachValueFrom(
        concat(
          of(1, 2),
          throwError(() => refused),
        ),
      ))
        read.push(value);
    };
    await expect(loop()).rejects.toBe(refused);
    expect(read).toEqual([1, 2]);
    const iterator = iteratorOf(eachValueFrom(throwError(() => refused)));
    await expect(iterator.next()).rejects.toBe(refused);
    await expect(iterator.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('rejects the first of the reads that wait, and ends the others', async () => {
    const source = new Subject<number>();
    const iterator = iteratorOf(eachValueFrom(source));
    const reads = Promise.allSettled([iterator.next(), iterator.next()]);
    source.error(new Error('refused'));
    expect(await reads).toMatchObject([{ reason: { message: 'refused' } }, { value: { done: true } }]);
  });

  it('forgets what was not read when it is left, an error too', async () => {
    for (const end of ['complete', 'error'] as const) {
      const source = new Subject<number>();
      const iterator = iteratorOf(eachValueFrom(source));
      void iterator.next();
      for (const value of [1, 2, 3, 4]) source.next(value);
      await iterator.next();
      source[end](new Error('refused'));
      await iterator.return();
      await expect(iterator.next()).resolves.toEqual({ done: true, value: undefined });
    }
  });

  it('is left by what happens while it is subscribed, and gives nothing that comes after', async () => {
    const source = new Subject<number>();
    const leaving = defer(() => {
      void iterator.return();
      return of(1);
    });
    const iterator = iteratorOf(eachValueFrom(concat(leaving, source)));
    await expect(iterator.next()).resolves.toEqual({ done: true, value: undefined });
    expect(source.observed).toBe(false);
    await expect(iterator.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('is one subscription, also where it is read while it is subscribed', async () => {
    const reads: unknown[] = [];
    const source = defer(() => {
      if (reads.length === 0) reads.push(iterator.next());
      return of(1, 2);
    });
    const iterator = iteratorOf(eachValueFrom(source));
    reads.push(iterator.next());
    expect(await Promise.all(reads)).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ]);
  });

  it('ends the reads that wait when it is left', async () => {
    const iterator = iteratorOf(eachValueFrom(NEVER));
    const read = iterator.next();
    await iterator.return();
    await expect(read).resolves.toEqual({ done: true, value: undefined });
  });
});

describe('iterable', () => {
  it('is the same stream, which can be read by a loop too', async () => {
    const source = of(1, 2, 3);
    const stream = iterable(source);
    expect(stream).toBe(source);
    expect(await valuesOf(stream)).toEqual([1, 2, 3]);
    expect(await valuesOf(stream, (value) => value === 2)).toEqual([1, 2]);
  });

  it('stays an Observable for rxjs, and its pipes are plain ones', async () => {
    const stream = iterable(of(1, 2));
    expectTypeOf(stream).toExtend<IterableObservable<number>>();
    expect(from(stream)).toBe(stream);
    expect(Symbol.asyncIterator in stream.pipe(map((value) => value))).toBe(false);
    expect(Object.keys(stream)).toEqual(Object.keys(of(1, 2)));
  });
});
