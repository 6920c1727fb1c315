import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { allFieldsOf, toldInRoom } from './docstrings.js';
import { errorNames, errorsPage } from './errorsPage.js';

const room = toldInRoom('src/model/errors');

describe('the page of errors', () => {
  it('is what the docstrings say', async () => {
    await expect(errorsPage()).toMatchFileSnapshot('../../docs/errors.md');
  });

  it('is about all errors that there are', () => {
    const exported = Object.entries(library).flatMap(([name, value]) =>
      typeof value === 'function' && value.prototype instanceof Error ? [name] : [],
    );
    expect([...errorNames].sort()).toEqual(exported.sort());
  });

  it.each(errorNames)('says what %s and each of its fields is', (name) => {
    expect(room.get(name)?.says).toMatch(/\w/);
    const fields = [...allFieldsOf(name, room)];
    expect(fields.length).toBeGreaterThan(1);
    expect(fields.filter(([, says]) => says === '')).toEqual([]);
  });
});
