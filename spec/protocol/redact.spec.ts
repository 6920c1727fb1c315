import { describe, expect, it } from 'vitest';
import { redactor, redactTexts } from '../../src/protocol/redact.js';

describe('redactor', () => {
  const redact = redactor('akm-TEST-key/with+chars');

  it.each([
    ['as it is', 'key akm-TEST-key/with+chars is bad'],
    ['in a URL', 'key akm-TEST-key%2Fwith%2Bchars is bad'],
    ['in a URL, in lower case', 'key akm-TEST-key%2fwith%2bchars is bad'],
  ])('takes the key out, %s', (_, text) => {
    expect(redact(text)).toBe('key [redacted] is bad');
  });

  it('takes out each occurrence, however short the key is', () => {
    expect(redactor('k1')('k1, k1')).toBe('[redacted], [redacted]');
  });
});

describe('redactor of a key that URLs and forms encode differently', () => {
  it('takes out both', () => {
    const key = "ab!c'd(e)~f";
    const text = `${encodeURIComponent(key)} ${String(new URLSearchParams({ key }))}`;
    expect(redactor(key)(text)).toBe('[redacted] key=[redacted]');
  });
});

describe('redactTexts', () => {
  it('redacts what is written for people, and leaves what must match', () => {
    const task = { contextId: 'key', status: 'key', errorMessage: 'the key is bad' };
    expect(redactTexts([task, { deep: [task] }, 7, null], redactor('key'))).toEqual([
      { ...task, errorMessage: 'the [redacted] is bad' },
      { deep: [{ ...task, errorMessage: 'the [redacted] is bad' }] },
      7,
      null,
    ]);
  });
});
