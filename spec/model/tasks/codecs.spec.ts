import { describe, expect, it } from 'vitest';
import { optionalCount, unixSeconds } from '../../../src/model/tasks/codecs.js';

describe('lenient numbers', () => {
  it.each([
    [5, 5],
    ['5', 5],
    [' 5 ', 5],
    ['2023-11-14T22:13:20Z', 1_700_000_000],
    ['2023-11-14t22:13:20.75z', 1_700_000_000],
    ['2023-11-14 22:13:20', 1_700_000_000],
    ['2023-11-15T06:13:20+08:00', 1_700_000_000],
    ['2023-11-15T06:13:20+0800', 1_700_000_000],
    [undefined, 0],
    [null, 0],
    [' 1600000000 ', 1_600_000_000],
    ['1.5', 1.5],
    ['-3', 0],
    [-1, 0],
    ['0001-01-01T00:00:00Z', 0],
    ['1e3', 1000],
    ['1e10', 1e10],
    ['1.25', 1.25],
    ['100e-1', 10],
    ['2E+1', 20],
  ])('read %j', (input, read) => {
    expect(unixSeconds.decode(input)).toEqual({ _tag: 'Right', right: read });
  });

  it.each([
    ...['', ' ', 'x', '1e999', 'NaN', 'Infinity', '0x10', '0b1', '0o7', '1_000', '1n', '.', '5 6', '٣'],
    ...[Number.NaN, Infinity, true, {}, []],
    ...['2023-11-14', '2023-13-14T22:13:20Z', 'at 2023-11-14T22:13:20Z'],
  ])('do not read %j', (input) => {
    expect(unixSeconds.decode(input)._tag).toBe('Left');
  });

  // So the services write their other times (docs/protocol.md, section 3.3).
  it.each([
    ['2026-11-21T04:16:36Z', Date.UTC(2026, 10, 21, 4, 16, 36) / 1000],
    ['2026-11-21T04:16Z', Date.UTC(2026, 10, 21, 4, 16) / 1000],
    ['2026-11-21T04:16:36.500Z', Date.UTC(2026, 10, 21, 4, 16, 36) / 1000],
    ['2026-11-21T04:16:36+08:00', Date.UTC(2026, 10, 20, 20, 16, 36) / 1000],
    ['2026-11-21T04:16:36-0130', Date.UTC(2026, 10, 21, 5, 46, 36) / 1000],
    ['2026-11-21T04:16:36+05:45', Date.UTC(2026, 10, 20, 22, 31, 36) / 1000],
    ['2026-11-21T04:16:36+1100', Date.UTC(2026, 10, 20, 17, 16, 36) / 1000],
    // Where no zone is said, it is that of all other times.
    ['2026-11-21T04:16:36', Date.UTC(2026, 10, 21, 4, 16, 36) / 1000],
    [' 2026-11-21 04:16:36 ', Date.UTC(2026, 10, 21, 4, 16, 36) / 1000],
  ])('read %j as a time', (input, read) => {
    expect(unixSeconds.decode(input)).toEqual({ _tag: 'Right', right: read });
  });

  it.each([
    '2026-13-21T04:16:36Z',
    '2026-11-21',
    '21 Nov 2026 04:16',
    '2026-11-21T04:16:36Zulu',
    'T04:16:36Z',
    '04:16',
  ])('do not read %j as a time', (input) => {
    expect(unixSeconds.decode(input)._tag).toBe('Left');
  });

  it('read no time as a count', () => {
    expect(optionalCount(0).decode('2026-11-21T04:16:36Z')._tag).toBe('Left');
  });

  it('are numbers, or what stands for an absent one', () => {
    const count = optionalCount<number | undefined>(undefined);
    expect([5, undefined].map((input) => count.is(input))).toEqual([true, true]);
    expect(['5', null, {}].map((input) => count.is(input))).toEqual([false, false, false]);
    expect(count.decode(undefined)).toEqual({ _tag: 'Right', right: undefined });
    expect(unixSeconds.is(undefined)).toBe(false);
  });
});
