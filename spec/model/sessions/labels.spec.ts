import { describe, expect, it } from 'vitest';
import { checkedLabels } from '../../../src/model/sessions/labels.js';

describe('checkedLabels', () => {
  it.each([undefined, null, {}])('takes %j for none', (labels) => {
    expect(checkedLabels('labels', labels)).toBeUndefined();
  });

  it('takes an object of texts as it is', () => {
    expect(checkedLabels('labels', { a: '1', b: '' })).toEqual({ a: '1', b: '' });
  });

  it.each([['text'], [[]], [['a']], [5], [true], [{ a: 1 }], [{ a: 'x', b: null }]])('refuses %j', (labels) => {
    expect(() => checkedLabels('labels', labels)).toThrow('`labels` must be an object whose values are text');
  });
});
