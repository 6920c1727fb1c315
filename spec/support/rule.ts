import { describe, it } from 'vitest';
import { expectPicture, type Picture } from './picture.js';

/** Runs the pictures of one rule of a sync. */
export const rule = (number: number, name: string, pictures: readonly Picture[]): void => {
  describe(`rule ${number}: ${name}`, () => {
    for (const picture of pictures) it(picture.shows, () => expectPicture(picture));
  });
};
