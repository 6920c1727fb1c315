import { describe, expect, it } from 'vitest';
import { rules } from '../../marbles/rules.js';
import { drawMarbles } from './drawMarbles.js';
import type { Picture } from './picture.js';
import { trouble } from './errors.js';
import { failed, task } from './tasks.js';

/** The words of a drawing, in their order. */
const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text = '']) => text);

/** Where the marks of each row are that have a letter: lines of a drawing are rows, and the last one tells what letters mean. */
const marksOf = (svg: string): readonly (readonly number[])[] =>
  svg
    .split('\n')
    .filter((line) => line.startsWith('<text x="12"'))
    .map((row) => [...row.matchAll(/class="letter" x="([\d.]+)"/g)].map(([, x]) => Number(x)));

const picture: Picture = {
  shows: 'a < b & c',
  answers: { m: [failed(), task()], l: trouble.rateLimited() },
  marbles: `
    sync$    r--w--!
    status   e
    trigger  a
    status   m
    status      l
    status         !
  `,
};

describe('a drawing of marbles', () => {
  it('tells what each letter and sign means, and when it is', () => {
    const texts = textsOf(drawMarbles(picture)).join(' ');
    expect(texts).toMatch(/time, ms/);
    expect(texts).toMatch(/^0 5 /);
    const meanings = [
      'r running',
      'w goes on, with a warning',
      'e nothing is listed',
      'a accepted',
      'm listed: failed, running',
    ];
    for (const words of [...meanings, 'l RateLimited, HTTP 429', 'left by us']) expect(texts).toContain(words);
    expect(texts).not.toContain('complete');
  });

  it('is titled by what it shows, as text', () => {
    expect(drawMarbles(picture)).toContain('<title>a &lt; b &amp; c</title>');
  });

  it('tells a letter apart from another meaning of it', () => {
    const texts = textsOf(drawMarbles({ ...picture, marbles: 'start$   (s|)\nstatus   s' })).join(' ');
    expect(texts).toContain('s started s listed: success');
  });

  it('follows the scheme of who looks at it', () => {
    expect(drawMarbles(picture)).toContain('@media (prefers-color-scheme:dark)');
  });

  it('has no marks that cover each other, in any of the rules', () => {
    const drawn = rules.flatMap((rule) => rule.pictures).filter((one) => one.drawn !== false);
    const rows = drawn.flatMap((one) => marksOf(drawMarbles(one)));
    expect(rows.filter((marks) => marks.length > 1).length).toBeGreaterThan(50);
    const closest = rows.flatMap((marks) => marks.slice(1).map((x, index) => x - (marks[index] ?? 0)));
    expect(Math.min(...closest)).toBeGreaterThan(21);
  });
});
