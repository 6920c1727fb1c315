import { describe, expect, it } from 'vitest';
import { redactor } from '../../src/protocol/redact.js';

describe('redactor', () => {
  const redact = redactor('akm-TEST-key/with+chars');

  it.each([
    ['as it is', 'key akm-TEST-key/with+chars is bad'],
    ['in a URL', 'key akm-TEST-key%2Fwith%2Bchars is bad'],
    ['in JSON that escapes slashes', String.raw`key akm-TEST-key\/with+chars is bad`],
  ])('takes the key out, %s', (_, text) => {
    expect(redact(text)).toBe('key [redacted] is bad');
  });

  it('takes out each occurrence', () => {
    expect(redactor('secret')('secret, secret')).toBe('[redacted], [redacted]');
  });

  it('leaves text alone where the key is too short to be told from a word', () => {
    expect(redactor('k')('{"ok":true}')).toBe('{"ok":true}');
  });
});
