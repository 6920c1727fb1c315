import { clampDelay } from '../model/options/timerRange.js';

/**
 * Reads the `Retry-After` of an answer: seconds, or an HTTP date (RFC 9110, section 10.2.3). Milliseconds, within the timer
 * range; undefined where the header is absent or says neither. A date is measured against the answer's own `Date`, by the same
 * clock; `now` stands for that where it is absent.
 */
export const retryAfter = (headers: Headers, now: number): number | undefined => {
  const text = headers.get('Retry-After')?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return clampDelay(Number(text) * 1000);
  const date = httpDate(text);
  return date === undefined ? undefined : clampDelay(date - (httpDate(headers.get('Date')) ?? now));
};

/** Reads an HTTP date, in Unix milliseconds; undefined where it is none. */
export const httpDate = (header: string | null): number | undefined => {
  const text = header?.trim() ?? '';
  // Date.parse reads much that is not a date: an HTTP date begins with the name of a day. It is always in GMT, said or not.
  const isDate = /^[A-Z][a-z]{2,8},? /.test(text);
  const date = isDate ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
};
