// @ts-check
import { medianOf, ratioTo } from './medians.js';

/** @typedef {import('./scenario.js').Row} Row @typedef {import('./scenario.js').Round} Round */

/** @param {Row} row @param {readonly Round[]} rounds */
const aimCell = (row, rounds) => {
  const { aim } = row;
  if (!aim) return '';
  const { most = Infinity, least = -Infinity, of } = aim;
  const value = of === undefined ? medianOf(row, rounds, 'ours') : ratioTo(row, rounds, of);
  const bound = aim.most === undefined ? `at least ${least}` : `at most ${most.toLocaleString('en')}`;
  const whose = of === undefined ? '' : ` x ${of}`;
  return `${bound}${whose}: ${value <= most && value >= least ? 'reached' : 'NOT reached'}`;
};

/** Some figures are of some only. @param {number} ratio */
const ratioCell = (ratio) => (Number.isNaN(ratio) ? '' : ratio.toFixed(2));

/**
 * The lines of a table: our figures, their ratios to those of others, and what is aimed at.
 *
 * @param {readonly Row[]} rows @param {readonly Round[]} rounds
 */
export const tableOf = (rows, rounds) => {
  const others = Object.keys(rounds[0] ?? {}).filter((who) => who !== 'ours');
  const cells = [
    ['', 'ours', ...others.map((who) => `/ ${who}`), 'aim'],
    ...rows.map((row) => [
      row.title,
      row.format(medianOf(row, rounds, 'ours')),
      ...others.map((who) => ratioCell(ratioTo(row, rounds, who))),
      aimCell(row, rounds),
    ]),
  ];
  const columns = cells[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, at) =>
        at === 0 || at === columns - 1 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join('   ')
      .trimEnd(),
  );
};
