import { describe, expect, expectTypeOf, it } from 'vitest';
import { capitalized, uncapitalized, uncapitalizedData } from '../../src/protocol/letterCase.js';

describe('the case of keys', () => {
  it('changes in their first letter, in their order, and no deeper', () => {
    const request = capitalized({ sessionId: 's', a: { b: 1 } });
    expect(JSON.stringify(request)).toBe('{"SessionId":"s","A":{"b":1}}');
    expectTypeOf(request).toEqualTypeOf<{ SessionId: string; A: { b: number } }>();
    const answer = uncapitalized({ RequestId: 'R', Data: { Id: 1 }, code: '' });
    expect(answer).toEqual({ requestId: 'R', data: { Id: 1 }, code: '' });
    expectTypeOf(answer).toEqualTypeOf<{ requestId: string; data: { Id: number }; code: string }>();
  });

  it('takes what is no object for one without keys', () => {
    for (const value of [undefined, null, 'Text', 5, [1]]) expect(uncapitalized(value)).toEqual({});
  });

  it('sets keys, and no prototypes', () => {
    const read = uncapitalized(JSON.parse('{"__proto__":{"success":true}}')) as Record<string, unknown>;
    expect(read['success']).toBeUndefined();
  });

  it('changes in data that is an object, or a list of some', () => {
    expect(uncapitalizedData({ Id: 1 })).toEqual({ id: 1 });
    expect(uncapitalizedData([{ Id: 1, Of: { Id: 2 } }, null, 'Text', [{ Id: 3 }]])).toEqual([
      { id: 1, of: { Id: 2 } },
      null,
      'Text',
      [{ Id: 3 }],
    ]);
    for (const other of [undefined, null, 'Text', 5]) expect(uncapitalizedData(other)).toBe(other);
  });
});
