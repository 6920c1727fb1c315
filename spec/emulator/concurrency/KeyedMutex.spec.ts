import { expect, it } from 'vitest';
import { KeyedMutex } from '../../../src/emulator/concurrency/KeyedMutex.js';

/** Works that say when they begin, and end when they are told to. */
const works = () => {
  const seen: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    seen.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(`${name} is done`)));
  };
  return { seen, work, end: (name: string) => ends.get(name)?.() };
};

it('lets works of one key run one after the other, and those of others beside them', async () => {
  const mutex = new KeyedMutex();
  const { seen, work, end } = works();
  const [first, second, third, other] = [
    mutex.runExclusive('a', work('first')),
    mutex.runExclusive('a', work('second')),
    mutex.runExclusive('a', work('third')),
    mutex.runExclusive('b', work('other')),
  ];
  await expect.poll(() => seen).toEqual(['first', 'other']);
  end('first');
  expect(await first).toBe('first is done');
  await expect.poll(() => seen).toEqual(['first', 'other', 'second']);
  end('second');
  await second;
  // Who comes now is after those who wait.
  const last = mutex.runExclusive('a', work('last'));
  await expect.poll(() => seen).toEqual(['first', 'other', 'second', 'third']);
  end('third');
  await third;
  await expect.poll(() => seen).toContain('last');
  end('last');
  end('other');
  expect(await Promise.all([last, other])).toEqual(['last is done', 'other is done']);
});

it('goes on where a work fails', async () => {
  const mutex = new KeyedMutex();
  const failing = mutex.runExclusive('a', () => Promise.reject(new Error('failed')));
  const next = mutex.runExclusive('a', async () => 'next');
  await expect(failing).rejects.toThrow('failed');
  expect(await next).toBe('next');
});

it('waits for what runs, and for what waits for its turn', async () => {
  const mutex = new KeyedMutex();
  const { seen, work, end } = works();
  const both = [mutex.runExclusive('a', work('first')), mutex.runExclusive('a', work('second'))];
  let isDrained = false;
  const drained = mutex.drain().then(() => (isDrained = true));
  await expect.poll(() => seen).toEqual(['first']);
  end('first');
  await expect.poll(() => seen).toEqual(['first', 'second']);
  expect(isDrained).toBe(false);
  end('second');
  await Promise.all([drained, ...both]);
});
