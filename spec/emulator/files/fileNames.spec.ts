import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileErrors } from '../../../src/emulator/sync/FileErrors.js';
import { decodeName, displayPath, systemPath } from '../../../src/emulator/files/fileNames.js';

const bytesOf = (path: string): Buffer => Buffer.from(systemPath(path) as string);

describe('the name of a file', () => {
  it('is bytes: each is one string, and the same bytes again', () => {
    const odd = fc.constantFrom('ä', '日', '😀', '\ud7ff', '\uffff', 'a').map((text) => Buffer.from(text));
    const broken = fc
      .constantFrom('80', 'ff', 'c3', 'e697', 'f09f98', 'edb280', 'eda080', 'c080')
      .map((hex) => Buffer.from(hex, 'hex'));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 4 }).map((one) => Buffer.from(one)),
      odd,
      broken,
    );
    const names = fc.array(bytes, { maxLength: 8 }).map((parts) => Buffer.concat(parts));
    fc.assert(
      fc.property(names, names, (one, other) => {
        expect(bytesOf(decodeName(one)).equals(one)).toBe(true);
        expect(bytesOf(JSON.parse(JSON.stringify(decodeName(one))) as string).equals(one)).toBe(true);
        expect(decodeName(one) === decodeName(other)).toBe(one.equals(other));
        expect(
          bytesOf(`${decodeName(one)}/${decodeName(other)}`).equals(Buffer.concat([one, Buffer.from('/'), other])),
        ).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is text where it can be', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => decodeName(Buffer.from(text)) === text));
    expect(decodeName(Buffer.from('caf\xe9', 'latin1'))).toBe('caf\udce9');
    expect(systemPath('a/ä')).toBe('a/ä');
    expect(systemPath('a/\udce9')).toEqual(Buffer.from('a/\xe9', 'latin1'));
  });

  it('is told on one line, and not too long', () => {
    expect(displayPath('a/ä b')).toBe('a/ä b');
    expect(displayPath('a\n\u202e\udce9\u2028')).toBe('a\\u{a}\\u{202e}\\xe9\\u{2028}');
    expect(displayPath(`${'x'.repeat(300)}/end`)).toBe(`…${'x'.repeat(196)}/end`);
  });
});

describe('the failures of a task', () => {
  it('are told, a few by name, without the system’s own texts', () => {
    const failures = new FileErrors();
    expect(failures.isEmpty).toBe(true);
    failures.throwIfAny();
    failures.add('', Object.assign(new Error('EACCES: denied, open /tmp/secret'), { code: 'EACCES', syscall: 'open' }));
    failures.add('a', new Error('It is so.'));
    expect(() => failures.throwIfAny()).toThrow(/^EACCES, open: \/; It is so: a$/);
    failures.add('a', new Error('other'));
    failures.remove('');
    expect(() => failures.throwIfAny()).toThrow(/^other: a$/);
    for (let index = 0; index < 4; index++) failures.add(`${index}`, new Error('x'));
    expect(() => failures.throwIfAny()).toThrow(/^other: a; x: 0; x: 1; x: 2; x: 3$/);
    failures.add('last', new Error('x'));
    expect(() => failures.throwIfAny()).toThrow(/; x: 3; and 1 more$/);
    expect(failures.isEmpty).toBe(false);
  });
});
