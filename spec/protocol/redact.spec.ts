import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactor, redactTexts, urlRedactor } from '../../src/protocol/redact.js';

describe('redactor', () => {
  const redact = redactor('akm-TEST-key/with+chars');

  it.each([
    ['as it is', 'key akm-TEST-key/with+chars is bad'],
    ['in a URL', 'key akm-TEST-key%2Fwith%2Bchars is bad'],
    ['in a URL, in lower case', 'key akm-TEST-key%2fwith%2bchars is bad'],
    ['in a URL, in both cases', 'key akm-TEST-key%2Fwith%2bchars is bad'],
    ['in a URL that encodes what it need not', 'key %61km%2DTEST-key%2Fwith%2Bchars is bad'],
    ['in a URL in a URL', 'key akm-TEST-key%252Fwith%252Bchars is bad'],
    ['in JSON that escapes', 'key akm-TEST-key\\/with\\u002bchars is bad'],
    ['in HTML', 'key akm-TEST-key&#47;with&#x2B;chars is bad'],
    ['in another letter case', 'key AKM-test-KEY/with+chars is bad'],
  ])('takes the key out, %s', (_, text) => {
    expect(redact(text)).toBe('key [redacted] is bad');
  });

  it('takes a long key out of words too', () => {
    expect(redact('xakm-TEST-key/with+charsx')).toBe('x[redacted]x');
    expect(redactor('12345678')('a12345678b')).toBe('a[redacted]b');
  });

  it('takes a short key out where it is a whole word, and leaves words whole', () => {
    expect(redactor('k1')('k1, k1')).toBe('[redacted], [redacted]');
    expect(redactor('k')('disk full: k')).toBe('disk full: [redacted]');
    expect(redactor('test')('latest test_1 Test tests test-x test')).toBe(
      'latest test_1 Test tests [redacted]-x [redacted]',
    );
    expect(redactor('1234567')('a1234567 1234567')).toBe('a1234567 [redacted]');
    expect(redactor('a/b')('xa/b a%2Fb')).toBe('xa/b [redacted]');
  });

  it('takes out keys of any characters', () => {
    const visible = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code)) });
    fc.assert(
      fc.property(
        visible.filter((key) => key.length > 0),
        (key) => {
          const encoded = [key, encodeURIComponent(key), String(new URLSearchParams({ key })), JSON.stringify(key)];
          for (const text of encoded) expect(redactor(key)(`<${text}>`)).toContain('[redacted]');
          expect(redactor(key)('')).toBe('');
        },
      ),
    );
  });

  it('takes its time with no text', () => {
    // One that tries again at each place would take hours.
    const text = 'akm-TEST-key/with+char'.repeat(100_000);
    expect(redact(text)).toBe(text);
    expect(redactor('a'.repeat(200))('a'.repeat(199).repeat(100))).toContain('[redacted]');
  });
});

describe('redactor of a key that URLs and forms encode differently', () => {
  it('takes out both', () => {
    const key = "ab!c'd(e)~f";
    const text = `${encodeURIComponent(key)} ${String(new URLSearchParams({ key }))}`;
    expect(redactor(key)(text)).toBe('[redacted] key=[redacted]');
  });
});

describe('urlRedactor', () => {
  const redact = urlRedactor(
    'https://oss.example/b/file?Expires=1&OSSAccessKeyId=LTAI-1234&Signature=s3cret%2Bsign%3D',
  );

  it.each([
    [
      'whole',
      'got https://oss.example/b/file?Expires=1&OSSAccessKeyId=LTAI-1234&Signature=s3cret%2Bsign%3D',
      'got [redacted]',
    ],
    [
      'without its host',
      'GET /b/file?Expires=1&OSSAccessKeyId=LTAI-1234&Signature=s3cret%2Bsign%3D',
      'GET /b/file?[redacted]',
    ],
    ['a signature alone', 'signature s3cret+sign= is wrong', 'signature [redacted] is wrong'],
    ['a signature as it is in a URL', 'Signature=s3cret%2Bsign%3D', 'Signature=[redacted]'],
    ['a key id alone', 'LTAI-1234 is unknown', '[redacted] is unknown'],
    ['nothing of it', 'line 1 of 2', 'line 1 of 2'],
  ])('takes out what a presigned URL permits with, %s', (_, text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });
});

describe('redactTexts', () => {
  const redact = redactor('the-api-key');
  const task = {
    contextId: 'the-api-key',
    path: '/the-api-key',
    status: 'the-api-key',
    taskType: 'the-api-key',
    errorMessage: 'the-api-key is bad',
    startTime: 7,
  };
  const redacted = { ...task, status: '[redacted]', taskType: '[redacted]', errorMessage: '[redacted] is bad' };

  it('redacts what is text, and leaves what must match or be fetched', () => {
    expect(redactTexts(task, redact)).toEqual(redacted);
    expect(redactTexts([task, task], redact)).toEqual([redacted, redacted]);
    const kept = {
      id: 'the-api-key',
      sessionId: 'the-api-key',
      fileId: 'the-api-key',
      fileName: 'the-api-key',
      filePath: 'the-api-key',
      url: 'https://the-api-key',
      resourceUrl: 'https://the-api-key',
    };
    expect(redactTexts(kept, redact)).toEqual(kept);
    const told = ['name', 'state', 'createTime', 'contextName', 'policy', 'bindTime', 'sessionStatus', 'fileType'];
    expect(redactTexts(Object.fromEntries(told.map((key) => [key, 'the-api-key'])), redact)).toEqual(
      Object.fromEntries(told.map((key) => [key, '[redacted]'])),
    );
  });

  it('leaves the words that we compare with, whatever the key is', () => {
    for (const word of ['Success', 'failed', 'upload', 'Download', 'available', 'FINISH', 'DELETED']) {
      expect(redactTexts({ status: word, taskType: word, state: word }, redactor(word))).toEqual({
        status: word,
        taskType: word,
        state: word,
      });
    }
    expect(redactTexts({ status: 'success of a key' }, redactor('success'))).toEqual({ status: '[redacted] of a key' });
    expect(redactTexts({ errorMessage: 'success' }, redactor('success'))).toEqual({ errorMessage: 'success' });
  });

  it('takes what is no object as it is', () => {
    expect(redactTexts(undefined, redact)).toBeUndefined();
    expect(redactTexts([], redact)).toEqual([]);
  });
});
