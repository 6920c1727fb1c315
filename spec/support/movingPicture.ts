import type { Frame, Run } from './Recording.js';

const cell = { width: 8.4, height: 19 };
const margin = 16;

/** Each colour on the ground that it has with it: a page may be dark where its reader's system is not. */
const style = `
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;fill:var(--fg);white-space:pre}
svg{--fg:#1f2328;--bg:#f6f8fa;--edge:#d1d9e0;--dim:#59636e;--c1:#cf222e;--c2:#116329;--c3:#7d4e00;--c4:#0550ae;--c5:#6639ba;--c6:#1b6e75}
.ground{fill:var(--bg);stroke:var(--edge)}
.bold{font-weight:600}.dim{fill:var(--dim)}
.c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}.c4{fill:var(--c4)}.c5{fill:var(--c5)}.c6{fill:var(--c6)}
@media(prefers-color-scheme:dark){svg{--fg:#e6edf3;--bg:#0d1117;--edge:#3d444d;--dim:#9198a1;--c1:#ff7b72;--c2:#56d364;--c3:#e3b341;--c4:#79c0ff;--c5:#d2a8ff;--c6:#76e3ea}}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * Frames as an SVG that moves by CSS alone, so that it does so in an `<img>` too. They lie side by side on a strip, of which one is seen.
 * Where nothing is to move, or nothing can, it is the last one.
 */
export const movingPicture = (title: string, columns: number, frames: readonly Frame[]): string => {
  const rows = Math.max(...frames.flatMap((frame) => frame.rows.map((runs, row) => (runs.length > 0 ? row + 1 : 0))));
  const [width, height] = [Math.ceil(columns * cell.width), rows * cell.height];
  const lines = new Map<string, string>();
  /** A line that is seen more than once is there once. */
  const idOf = (runs: readonly Run[]): string => {
    const line = lineOf(runs);
    const id = lines.get(line) ?? lines.size.toString(36);
    lines.set(line, id);
    return id;
  };
  const strip = frames.map((frame, index) => {
    const uses = frame.rows.flatMap((runs, row) =>
      runs.length === 0 ? [] : [`<use href="#l${idOf(runs)}" y="${row * cell.height}"/>`],
    );
    return `<g transform="translate(${index * width})">${uses.join('')}</g>`;
  });
  const [whole, still] = [frames.reduce((sum, { duration }) => sum + duration, 0), (frames.length - 1) * -width];
  let passed = 0;
  const steps = frames.map(({ duration }, index) => {
    const percent = ((passed / whole) * 100).toFixed(2);
    passed += duration;
    return `${percent}%{transform:translateX(${index * -width}px)}`;
  });
  const outer = { width: width + 2 * margin, height: height + 2 * margin };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${outer.width} ${outer.height}" width="${outer.width}" height="${outer.height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}`,
    `.strip{transform:translateX(${still}px)}`,
    `@media(prefers-reduced-motion:no-preference){.strip{animation:play ${whole}ms step-end infinite}}`,
    `@keyframes play{${steps.join('')}100%{transform:translateX(${still}px)}}</style>`,
    `<defs>`,
    ...[...lines].map(([line, id]) => `<g id="l${id}">${line}</g>`),
    `</defs>`,
    `<rect class="ground" x=".5" y=".5" width="${outer.width - 1}" height="${outer.height - 1}" rx="8"/>`,
    `<svg x="${margin}" y="${margin}" width="${width}" height="${height}">`,
    `<g class="strip">`,
    ...strip,
    `</g>`,
    `</svg>`,
    `</svg>`,
    '',
  ].join('\n');
};

/** One line of a terminal. Columns stay columns in whatever font there is. */
const lineOf = (runs: readonly Run[]): string =>
  runs
    .map(({ column, text, look }) => {
      const [before] = /^ */.exec(text) ?? [''];
      const seen = text.slice(before.length);
      const x = rounded((column + before.length) * cell.width);
      const stretched = seen.length > 1 ? ` textLength="${rounded(seen.length * cell.width)}"` : '';
      return `<text x="${x}" y="14"${stretched}${look === '' ? '' : ` class="${look}"`}>${escaped(seen)}</text>`;
    })
    .join('');

const rounded = (length: number): number => Math.round(length * 10) / 10;
