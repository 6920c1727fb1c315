import { clampDelay } from '../model/timerRange.js';

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date (RFC 9110, section 10.2.3). Milliseconds from `now` on, within the
 * timer range; undefined where the header is absent or says neither.
 */
export const retryAfter = (header: string | null, now: number): number | undefined => {
  const text = header?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return clampDelay(Number(text) * 1000);
  // Date.parse reads much that is not a date: an HTTP date begins with the name of a day. It is always in GMT, said or not.
  const isDate = /^[A-Z][a-z]{2,8},? /.test(text);
  const date = isDate ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : Number.NaN;
  return Number.isNaN(date) ? undefined : clampDelay(date - now);
};
