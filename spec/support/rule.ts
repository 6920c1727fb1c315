import type { Picture } from './picture.js';

/** One rule of a sync, and the pictures that show it. */
export interface Rule {
  readonly number: number;
  readonly name: string;
  /** The rule in a sentence or two. */
  readonly says: string;
  readonly pictures: readonly Picture[];
}
