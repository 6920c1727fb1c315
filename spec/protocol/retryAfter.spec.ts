import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { retryAfter } from '../../src/protocol/retryAfter.js';

const now = Date.parse('2026-11-21T12:00:00Z');

const read = (header: string | null, date?: string): number | undefined =>
  retryAfter(
    new Headers({ ...(header !== null && { 'Retry-After': header }), ...(date !== undefined && { Date: date }) }),
    now,
  );

describe('retryAfter', () => {
  it.each([
    ['absent', null, undefined],
    ['blank', ' ', undefined],
    ['seconds', '7', 7000],
    ['seconds with a fraction', '0.5', 500],
    ['no seconds at all', '0', 0],
    ['more seconds than a timer takes', '99999999999', 2 ** 31 - 1],
    ['a date to come', 'Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['a date of the oldest form', 'Sat Nov 21 12:00:30 2026', 30_000],
    ['a date that is past', 'Sat, 21 Nov 2026 11:59:00 GMT', 0],
    ['a date beyond what a timer takes', 'Sat, 21 Nov 2099 12:00:00 GMT', 2 ** 31 - 1],
    ['a negative number', '-5', undefined],
    ['a word', 'soon', undefined],
    ['a word with a number', 'in 5', undefined],
  ])('reads %s', (_, header, expected) => {
    expect(read(header)).toBe(expected);
  });

  it.each(['Asia/Tokyo', 'America/Los_Angeles'])('reads a date that names no zone in GMT, in %s too', (zone) => {
    vi.stubEnv('TZ', zone);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(read('Sat Nov 21 12:00:30 2026')).toBe(30_000);
    expect(read('Sat, 21 Nov 2026 12:00:30 GMT', 'Sat Nov 21 12:00:00 2026')).toBe(30_000);
  });

  // A clock of this machine that is wrong by years changes nothing (rule 16).
  it.each([
    ['what was said at that moment', 'Mon, 01 Jan 2035 00:00:30 GMT', 'Mon, 01 Jan 2035 00:00:00 GMT', 30_000],
    ['what was said long ago', 'Sun Jan  6 08:49:47 1980', 'Sun, 06 Jan 1980 08:49:37 GMT', 10_000],
    ['what is past by its own clock', 'Sat, 21 Nov 2026 12:00:30 GMT', 'Sat, 21 Nov 2026 12:00:31 GMT', 0],
    ['seconds, whatever the time', '7', 'Mon, 01 Jan 2035 00:00:00 GMT', 7000],
    ['by our clock where the answer has none', 'Sat, 21 Nov 2026 12:00:30 GMT', '', 30_000],
    ['by our clock where its own cannot be read', 'Sat, 21 Nov 2026 12:00:30 GMT', '17', 30_000],
  ])('reads a date against the date of the answer: %s', (_, header, date, expected) => {
    expect(read(header, date)).toBe(expected);
  });
});
