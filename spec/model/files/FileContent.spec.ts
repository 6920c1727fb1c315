import { describe, expect, it } from 'vitest';
import { uploadPlan } from '../../../src/model/files/TransferOptions.js';

const stream = () => new Blob(['abc']).stream();

const locked = () => {
  const given = stream();
  given.getReader();
  return given;
};

const fileContent = (content: unknown, size?: unknown, contentType?: unknown) =>
  uploadPlan(content, { size, contentType } as never, 60_000).content;

describe('what is to be sent', () => {
  it('takes blobs with their size, and streams with or without one', () => {
    const blob = new Blob(['abc']);
    expect(fileContent(blob, undefined, 'text/plain')).toEqual({ content: blob, size: 3, contentType: 'text/plain' });
    const content = stream();
    expect(fileContent(content, 0, undefined)).toEqual({ content, size: 0, contentType: undefined });
    expect(fileContent(content, undefined, undefined).size).toBeUndefined();
  });

  it('takes those of other realms and polyfills', () => {
    const blob = { size: 1, stream: () => undefined };
    expect(fileContent(blob, undefined, undefined)).toMatchObject({ content: blob, size: 1 });
    const content = { getReader: () => undefined, locked: false };
    expect(fileContent(content, 1, undefined)).toMatchObject({ content, size: 1 });
  });

  it.each<[string, unknown, unknown, unknown, string]>([
    ['content', 'text', undefined, undefined, 'must be a Blob with a `stream()`, or a ReadableStream'],
    ['content', null, undefined, undefined, 'must be a Blob with a `stream()`, or a ReadableStream'],
    ['content', undefined, undefined, undefined, 'must be a Blob with a `stream()`, or a ReadableStream'],
    ['content', { size: 1 }, undefined, undefined, 'must be a Blob with a `stream()`, or a ReadableStream'],
    [
      'content',
      { stream: () => undefined },
      undefined,
      undefined,
      'must be a Blob with a `stream()`, or a ReadableStream',
    ],
    [
      'content',
      { size: '1', stream: () => undefined },
      undefined,
      undefined,
      'must be a Blob with a `stream()`, or a ReadableStream',
    ],
    [
      'content',
      { getReader: () => undefined },
      undefined,
      undefined,
      'must be a Blob with a `stream()`, or a ReadableStream',
    ],
    ['content', { locked: false }, undefined, undefined, 'must be a Blob with a `stream()`, or a ReadableStream'],
    ['content', locked(), undefined, undefined, 'must be a stream that nobody reads yet'],
    ['size', new Blob([]), 0, undefined, 'is for streams: a Blob has one'],
    ['size', stream(), -1, undefined, 'must be'],
    ['contentType', stream(), 1, 'text/\u00e4', 'must be visible ASCII text'],
    ['contentType', stream(), 1, 'text\r\nplain', 'must be visible ASCII text'],
  ])('names %s where it is wrong (%#)', (option, content, size, contentType, rule) => {
    expect(() => fileContent(content, size, contentType)).toThrow(`\`${option}\` ${rule}`);
  });
});
