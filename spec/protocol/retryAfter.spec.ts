import { describe, expect, it } from 'vitest';
import { retryAfter } from '../../src/protocol/retryAfter.js';

const now = Date.parse('2026-11-21T12:00:00Z');

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
    expect(retryAfter(header, now)).toBe(expected);
  });
});
