import { concatMap, defer, from, lastValueFrom, of, take, tap, toArray, type Observable } from 'rxjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pages, type Page, type Pages } from '../../../src/streams/operations/pages.js';
import { inVirtualTime } from '../../support/virtual.js';

interface Numbers extends Page<number> {
  readonly nextToken: string;
}

/** A service that has this list, in pages of that length. */
const serviceOf = (list: readonly number[], length: number) => {
  const asked: string[] = [];
  const read = (token: string): Observable<Numbers> =>
    defer(() => {
      asked.push(token);
      const end = Number(token) + length;
      return of({
        requestId: 'R',
        data: list.slice(Number(token), end),
        nextToken: end < list.length ? String(end) : '',
      });
    });
  const plan: Pages<string, Numbers> = {
    operation: 'List',
    first: '0',
    read,
    next: ({ nextToken }) => nextToken || undefined,
  };
  return { asked, plan };
};

const entries = (plan: Pages<string, Numbers>): Observable<number> =>
  pages(plan).pipe(concatMap(({ data }) => from(data)));

describe('pages', () => {
  it('give all of a list, whatever its pages', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 20 }), async (size, length) => {
        const list = Array.from({ length: size }, (_, index) => index);
        const { asked, plan } = serviceOf(list, length);
        expect(await lastValueFrom(entries(plan).pipe(toArray()))).toEqual(list);
        expect(asked).toHaveLength(Math.max(1, Math.ceil(size / length)));
      }),
    ));

  it('are asked for only when they are wanted', async () => {
    const { asked, plan } = serviceOf([0, 1, 2, 3, 4, 5], 2);
    expect(asked).toEqual([]);
    expect(await lastValueFrom(entries(plan).pipe(take(2), toArray()))).toEqual([0, 1]);
    expect(asked).toEqual(['0']);
    expect(await lastValueFrom(entries(plan).pipe(take(3), toArray()))).toEqual([0, 1, 2]);
    expect(asked).toEqual(['0', '0', '2']);
  });

  it('may be very many', async () => {
    const list = Array.from({ length: 3000 }, (_, index) => index);
    const { plan } = serviceOf(list, 1);
    const later: Pages<string, Numbers> = {
      ...plan,
      read: (token) => from(Promise.resolve()).pipe(concatMap(() => plan.read(token))),
    };
    expect(await lastValueFrom(entries(later).pipe(toArray()))).toEqual(list);
  });

  it('end where a service gives the same one for ever', async () => {
    const { asked, plan } = serviceOf([1, 2], 2);
    let token = 1;
    const stuck = { ...plan, read: () => plan.read('0').pipe(tap(() => token++)), next: () => String(token) };
    await expect(lastValueFrom(entries(stuck))).rejects.toMatchObject({
      _tag: 'BadAnswer',
      operation: 'List',
      where: 'data',
      requestId: 'R',
    });
    expect(asked).toEqual(['0', '0']);
  });

  it('end where a service sends us in a circle', async () => {
    const { plan } = serviceOf([1, 2, 3, 4], 2);
    const circle = { ...plan, next: ({ nextToken }: Numbers) => nextToken || '0' };
    const given: number[] = [];
    await expect(lastValueFrom(entries(circle).pipe(tap((entry) => given.push(entry))))).rejects.toMatchObject({
      _tag: 'BadAnswer',
    });
    expect(given).toEqual([1, 2, 3, 4, 1, 2]);
    const empty = { ...plan, read: () => of({ requestId: 'R', data: [], nextToken: 'same' }) };
    await expect(lastValueFrom(entries(empty))).rejects.toMatchObject({ _tag: 'BadAnswer' });
  });

  /** A service that has such pages for ever, each with a token of its own; what was given until the end, and how it ended. */
  const endless = async (pageOf: (index: number) => readonly number[], most = Infinity) => {
    let asked = 0;
    const given: number[] = [];
    const plan: Pages<string, Numbers> = {
      operation: 'List',
      first: '',
      read: () => of({ requestId: `R-${asked}`, data: pageOf(asked++), nextToken: `token-${asked}` }),
      next: ({ nextToken }) => (asked < most ? nextToken : undefined),
    };
    // As over a network: an answer that comes at once would take the stack.
    const turn = defer(() => new Promise((resolve) => setImmediate(resolve)));
    const later = { ...plan, read: (token: string) => turn.pipe(concatMap(() => plan.read(token))) };
    const end = await lastValueFrom(entries(later).pipe(tap((entry) => given.push(entry))), {
      defaultValue: 'end',
    }).catch((error: unknown) => error);
    return { asked, given, end };
  };

  const noOther = { _tag: 'BadAnswer', operation: 'List', where: 'data', expected: 'another page' };

  it('end where a service gives two in turn for ever, with tokens that are ever new', async () => {
    const { given, asked, end } = await endless((index) => [index % 2]);
    expect(end).toMatchObject({ ...noOther, requestId: 'R-3' });
    expect({ given, asked }).toEqual({ given: [0, 1, 0], asked: 4 });
  });

  it('end where it gives them with empty ones between', async () => {
    const { given, end } = await endless((index) => (index % 3 === 0 ? [index % 2] : []));
    expect(end).toMatchObject(noOther);
    expect(given).toEqual([0, 1, 0]);
  });

  it('end where it gives empty ones for ever', async () => {
    const { given, asked, end } = await endless((index) => (index < 3 ? [index] : []));
    expect(end).toMatchObject({ ...noOther, requestId: `R-${asked - 1}` });
    expect(given).toEqual([0, 1, 2]);
    expect(asked).toBe(3 + 1000);
  });

  it.each([700, 3000])('end where it gives %d in turn for ever', async (period) => {
    const { given, asked, end } = await endless((index) => [index < 50 ? -1 - index : index % period]);
    expect(end).toMatchObject(noOther);
    expect(given.length).toBeGreaterThanOrEqual(50 + period);
    expect(asked).toBeLessThan(10 * period);
  });

  it('may be empty for long, with something after them', async () => {
    const { given, end } = await endless((index) => (index % 1000 === 999 ? [index] : []), 4000);
    expect(given).toEqual([999, 1999, 2999, 3999]);
    expect(end).toBe(3999);
  });

  it('may have entries that other pages have too', async () => {
    const { given, end } = await endless((index) => [7, index], 500);
    expect(given).toHaveLength(1000);
    expect(end).toBe(499);
  });

  it('stop when they are unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const page = (token: string): Numbers => ({ requestId: 'R', data: [Number(token)], nextToken: 'x' });
      const first = cold('--(a|)', { a: page('1') });
      const second = cold('------a', { a: page('2') });
      const plan: Pages<string, Numbers> = {
        operation: 'List',
        first: '0',
        read: (token) => (token === '0' ? first : second),
        next: ({ nextToken }) => nextToken,
      };
      expectObservable(entries(plan), '^----!').toBe('--a', { a: 1 });
      expectSubscriptions(first.subscriptions).toBe('^-!');
      expectSubscriptions(second.subscriptions).toBe('--^--!');
    });
  });
});
