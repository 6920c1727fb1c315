import { TaggedError } from '../../src/model/errors/TaggedError.js';
import { answersOf, isRequest, rowsOf, type Answer, type Picture, type Row } from './picture.js';

/** How a mark of a picture is drawn: answers of requests have corners, values of streams are round, and say their state by colour too. */
export type Look =
  | 'answer'
  | 'error'
  | 'pending'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'unconfirmed'
  | 'warning'
  | 'plain';

/** What a letter of a row means, in a few words. */
export interface Meaning {
  readonly letter: string;
  readonly look: Look;
  readonly words: string;
}

const states: Readonly<Record<string, Meaning>> = {
  p: { letter: 'p', look: 'pending', words: 'pending' },
  r: { letter: 'r', look: 'running', words: 'running' },
  s: { letter: 's', look: 'succeeded', words: 'succeeded' },
  f: { letter: 'f', look: 'failed', words: 'failed' },
  u: { letter: 'u', look: 'unconfirmed', words: 'unconfirmed' },
  w: { letter: 'w', look: 'warning', words: 'goes on, with a warning' },
};

const told: Readonly<Record<string, string>> = {
  'start$ s': 'started',
  'start$ f': 'not started',
  'info$ s': 'read',
  'info$ f': 'not read',
  'watch$ s': 'read',
  'callback t': 'the promise settles',
};

const ofRequest: Readonly<Record<string, string>> = { a: 'accepted', e: 'nothing is listed' };

const meaningOf = (row: Row, letter: string, picture: Picture): Meaning => {
  if (picture.course === undefined && isRequest(row))
    return meaningOfAnswer(letter, answersOf(picture)[letter], picture);
  if (letter === 'a') return { letter, look: 'answer', words: 'accepted' };
  const words = told[`${row.label} ${letter}`];
  const state = states[letter];
  if (words === undefined) return state ?? { letter, look: 'plain', words: letter };
  return { letter, look: letter === 'f' ? 'failed' : 'plain', words };
};

const meaningOfAnswer = (letter: string, answer: Answer | undefined, picture: Picture): Meaning => {
  if (answer === undefined || answer instanceof Error) return { letter, look: 'error', words: wordsOfError(answer) };
  const own = picture.answers?.[letter] === undefined ? ofRequest[letter] : undefined;
  return { letter, look: 'answer', words: own ?? wordsOfList(answer) };
};

const wordsOfError = (error: Error | undefined): string => {
  if (!(error instanceof TaggedError)) return error?.name ?? 'an error';
  const { httpStatus, code } = error as { readonly httpStatus?: number; readonly code?: string };
  const more = httpStatus === undefined ? code : `HTTP ${httpStatus}`;
  return more ? `${error.name}, ${more}` : error.name;
};

const wordsOfList = (tasks: Exclude<Answer, Error>): string => {
  const statuses = tasks.map(({ status }) => status.toLowerCase()).join(', ');
  return `listed: ${statuses || 'nothing'}`;
};

/** What each letter of a picture means, row by row, in the order in which they are first seen. */
export const meaningsOf = (picture: Picture): ReadonlyMap<Row, ReadonlyMap<string, Meaning>> =>
  new Map(
    rowsOf(picture).map((row) => [
      row,
      new Map((row.marbles.match(/[a-z]/g) ?? []).map((letter) => [letter, meaningOf(row, letter, picture)])),
    ]),
  );

/** The signs that a picture has beside its letters, and what they mean. */
export const signsOf = (picture: Picture): readonly (readonly [sign: string, words: string])[] => {
  const text = rowsOf(picture)
    .map(({ marbles }) => marbles)
    .join('');
  const signs = [
    ['|', 'complete'],
    ['!', 'left by us: unsubscribed'],
    ['#', 'broken off'],
  ] as const;
  return signs.filter(([sign]) => text.includes(sign));
};
