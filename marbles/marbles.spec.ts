import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fileOf, page } from '../spec/support/rulesPage.js';
import { drawMarbles } from '../spec/support/drawMarbles.js';
import { expectPagePicture } from '../spec/support/pagePicture.js';
import { expectPicture, isRequest, rowsOf, type Picture } from '../spec/support/picture.js';
import { rules } from './rules.js';

/**
 * One sync can be taken step by step, too, with the same picture. Between processes only times of day tell how long it was: where such a
 * clock is set, steps may end sooner.
 */
const isOfOneSync = (picture: Picture): boolean => {
  if (picture.course !== undefined || picture.clockSet !== undefined) return false;
  const streams = rowsOf(picture).filter((row) => !isRequest(row));
  return streams.length === 1 && streams[0]?.label === 'sync$';
};

describe.each(rules)('rule $number: $name', (rule) => {
  it.each(rule.pictures)('$shows', async (picture) => {
    if (picture.course === undefined) expectPicture(picture);
    else await expectPagePicture({ ...picture, course: picture.course });
  });

  // What is no option is refused before it is stored.
  const inSteps = rule.number === 2 ? [] : rule.pictures.filter(isOfOneSync);
  it.each(inSteps)('$shows, step by step', (picture) => {
    expectPicture(picture, { inSteps: true });
  });

  it('is drawn as it runs', async () => {
    for (const picture of rule.pictures.filter(({ drawn }) => drawn !== false)) {
      await expect(drawMarbles(picture)).toMatchFileSnapshot(fileOf(rule, picture));
    }
  });
});

describe('the drawings', () => {
  it('are on a page, rule by rule', async () => {
    await expect(page(rules)).toMatchFileSnapshot('README.md');
  });

  // While they are drawn anew, the new ones are not there yet.
  it.skipIf(process.env['npm_lifecycle_event'] === 'marbles')('are those of the pictures, and no others', () => {
    const drawn = rules.flatMap((rule) =>
      rule.pictures.filter((picture) => picture.drawn !== false).map((picture) => fileOf(rule, picture)),
    );
    expect(readdirSync(import.meta.dirname).filter((file) => file.endsWith('.svg'))).toEqual(drawn.sort());
  });
});
