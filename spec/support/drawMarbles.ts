import { meaningsOf, signsOf, type Meaning } from './wordsOfPicture.js';
import type { Picture, Row } from './picture.js';

const left = 84;
const rowHeight = 32;
const radius = 10;
const narrowest = 440;
const perCharacter = 6.6;

const style = `
svg{--back:#fff;--ink:#1f2328;--dim:#59636e;--grey:#eaeef2;--blue:#ddf4ff;--green:#dafbe1;--red:#ffe2e0;--violet:#f3e8ff;--amber:#fff3c4;font:13px system-ui,-apple-system,"Segoe UI",Arial,sans-serif}
@media (prefers-color-scheme:dark){svg{--back:#161b22;--ink:#f0f6fc;--dim:#9198a1;--grey:#3d444d;--blue:#0c4a7d;--green:#14532d;--red:#82181a;--violet:#59168b;--amber:#6b4a00}}
text{fill:var(--ink)}.dim{fill:var(--dim)}.line{stroke:var(--dim);stroke-width:1.5;fill:none}.tick{stroke:var(--dim);stroke-width:1;opacity:.25}
.mark{stroke:var(--ink);stroke-width:1.5;fill:var(--back)}.letter{text-anchor:middle;font-weight:600}
.pending,.answer{fill:var(--grey)}.running{fill:var(--blue)}.succeeded{fill:var(--green)}.failed,.error{fill:var(--red)}.unconfirmed{fill:var(--violet)}.warning{fill:var(--amber)}
.error,.failed{stroke-width:2.5}.pending,.unconfirmed{stroke-dasharray:3 2}
`.replaceAll('\n', '');

/** Draws a picture as SVG: its rows over a common axis of time, and below them what its letters mean. */
export const drawMarbles = (picture: Picture): string => {
  const meanings = meaningsOf(picture);
  const rows = [...meanings.keys()];
  const columns = Math.max(...rows.map((row) => row.from + widthOf(row)));
  const pitch = pitchOf(rows);
  const xOf = (column: number): number => left + radius + 4 + column * pitch;
  const width = Math.max(narrowest, Math.ceil(xOf(columns) + 4 * radius));
  const bottom = rows.length * rowHeight + 8;
  const legend = legendOf(picture, width);
  const height = bottom + 40 + legend.height;
  const axis = axisOf({ columns, pitch, xOf, bottom, unit: picture.course === undefined ? 1 : 100 });
  const drawn = rows.map((row, index) => rowOf(row, meanings.get(row), index * rowHeight + rowHeight / 2 + 4, xOf));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(picture.shows)}</title>`,
    `<style>${style}</style>`,
    `<rect width="100%" height="100%" rx="6" style="fill:var(--back)"/>`,
    ...axis,
    ...drawn,
    `<g transform="translate(12 ${bottom + 40})">${legend.drawn}</g>`,
    '</svg>\n',
  ].join('\n');
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The columns of a row: what stands in brackets is in one. */
const cellsOf = ({ marbles }: Row): readonly string[] =>
  (marbles.match(/\([^)]*\)|[^()]/g) ?? []).map((cell) => cell.replace(/[()]/g, ''));

const widthOf = (row: Row): number => cellsOf(row).length - 1;

const isLetter = (sign: string): boolean => /[a-z]/.test(sign);

/** How wide a column is: as narrow as no mark covers another. */
const pitchOf = (rows: readonly Row[]): number => {
  const closest = Math.min(
    ...rows.flatMap((row) => {
      const marked = cellsOf(row).flatMap((cell, column) => (cell === '-' ? [] : [column]));
      return marked.slice(1).map((column, index) => column - (marked[index] ?? 0));
    }),
  );
  return closest >= 20 ? 8 : closest > 1 ? 14 : 2 * radius + 4;
};

const axisOf = (axis: {
  readonly columns: number;
  readonly pitch: number;
  readonly bottom: number;
  readonly unit: number;
  readonly xOf: (column: number) => number;
}): readonly string[] => {
  const { columns, pitch, bottom, unit, xOf } = axis;
  const step = [1, 2, 5, 10, 20].find((candidate) => candidate * pitch >= 40) ?? 50;
  const end = Math.max(columns, 1);
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
  return [
    ...ticks.map((tick) => `<path class="tick" d="M${xOf(tick)} 4V${bottom}"/>`),
    `<path class="line" d="M${xOf(0)} ${bottom}H${xOf(end) + 18}m-6 -4l6 4l-6 4"/>`,
    ...ticks.map(
      (tick) => `<text class="dim" x="${xOf(tick)}" y="${bottom + 17}" text-anchor="middle">${tick * unit}</text>`,
    ),
    `<text class="dim" x="12" y="${bottom + 17}">time, ms</text>`,
  ];
};

const rowOf = (
  row: Row,
  meanings: ReadonlyMap<string, Meaning> | undefined,
  y: number,
  xOf: (column: number) => number,
): string => {
  const marks = cellsOf(row).flatMap((cell, column) =>
    cell === '-'
      ? []
      : Array.from(cell).map((sign, index) => ({
          sign,
          x: xOf(row.from + column) + index * (isLetter(sign) ? 2 * radius + 2 : radius + 6),
        })),
  );
  const end = Math.max(...marks.map(({ x }) => x));
  return [
    `<text x="12" y="${y + 4}">${escaped(row.label)}</text>`,
    `<path class="line" d="M${xOf(row.from)} ${y - 6}v12M${xOf(row.from)} ${y}H${end}"/>`,
    ...marks.map(({ sign, x }) => markOf(sign, meanings?.get(sign), x, y)),
  ].join('');
};

const markOf = (sign: string, meaning: Meaning | undefined, x: number, y: number): string => {
  if (meaning === undefined) return signOf(sign, x, y);
  const isAnswer = meaning.look === 'answer' || meaning.look === 'error';
  const shape = isAnswer
    ? `<rect class="mark ${meaning.look}" x="${x - radius}" y="${y - radius}" width="${2 * radius}" height="${2 * radius}" rx="3"/>`
    : `<circle class="mark ${meaning.look}" cx="${x}" cy="${y}" r="${radius}"/>`;
  return `${shape}<text class="letter" x="${x}" y="${y + 4.5}">${sign}</text>`;
};

const signOf = (sign: string, x: number, y: number): string => {
  if (sign === '|') return `<path class="mark" d="M${x} ${y - 11}V${y + 11}"/>`;
  const reach = 6;
  return `<path class="mark" d="M${x - reach} ${y - reach}L${x + reach} ${y + reach}M${x - reach} ${y + reach}L${x + reach} ${y - reach}"/>`;
};

/** What the letters and signs of a picture mean, in lines that are no wider than it. */
const legendOf = (picture: Picture, width: number): { readonly drawn: string; readonly height: number } => {
  const meanings = new Map(
    [...meaningsOf(picture).values()].flatMap((ofRow) =>
      [...ofRow.values()].map((meaning) => [`${meaning.letter} ${meaning.look} ${meaning.words}`, meaning] as const),
    ),
  );
  const entries = [
    ...[...meanings.values()].map((meaning) => [meaning.letter, meaning, meaning.words] as const),
    ...signsOf(picture).map(([sign, words]) => [sign, undefined, words] as const),
  ];
  const line = 28;
  let x = 0;
  let y = 0;
  const drawn = entries.map(([sign, meaning, words]) => {
    const needed = 2 * radius + 8 + words.length * perCharacter + 18;
    if (x > 0 && x + needed > width - 24) [x, y] = [0, y + line];
    const entry = `${markOf(sign, meaning, x + radius, y)}<text x="${x + 2 * radius + 6}" y="${y + 4.5}">${escaped(words)}</text>`;
    x += needed;
    return entry;
  });
  return { drawn: drawn.join(''), height: y + line };
};
