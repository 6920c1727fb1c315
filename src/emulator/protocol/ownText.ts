import { deserialize, serialize } from 'node:v8';

/** In letters: a shorter part of a text is a copy already. */
const shortest = 13;

/** A text of its own: one that was cut out of another keeps all of that in memory, however long. */
export const ownText = (text: string): string =>
  text.length < shortest ? text : (deserialize(serialize(text)) as string);
