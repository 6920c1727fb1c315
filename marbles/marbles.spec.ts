import { describe, expect, it } from 'vitest';
import { draw, fileOf, page } from '../spec/support/draw.js';
import { expectPicture } from '../spec/support/picture.js';
import { rules } from './rules.js';

describe.each(rules)('rule $number: $name', (rule) => {
  it.each(rule.pictures)('$shows', (picture) => {
    expectPicture(picture);
  });

  it('is drawn as it runs', async () => {
    for (const picture of rule.pictures.filter(({ drawn }) => drawn !== false)) {
      await expect(draw(picture)).toMatchFileSnapshot(fileOf(rule, picture));
    }
  });
});

it('the page shows all rules', async () => {
  await expect(page(rules)).toMatchFileSnapshot('README.md');
});
