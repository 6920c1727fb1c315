import type xterm from '@xterm/headless';

/** Letters of one look that stand beside each other, and the column that they begin at. */
export interface Run {
  readonly column: number;
  readonly text: string;
  /** `bold`, `dim`, and `c1` to `c7` for the colours that terminals have names for. */
  readonly look: string;
}

/** What was to be seen for so many ms, row by row. */
export interface Frame {
  readonly duration: number;
  readonly rows: readonly (readonly Run[])[];
}

interface Seen {
  readonly at: number;
  readonly rows: readonly (readonly Run[])[];
}

/** What lasts for less, in ms, is not kept: the turns of a spinner would be most of the picture. */
const shortest = 120;

/** What lasts for longer is cut: npm says nothing while it bundles. */
const longest = 1000;

/** What a terminal showed, and for how long. */
export class Recording {
  readonly #seen: Seen[] = [];

  /** Keeps what is to be seen now. */
  readonly look = ({ buffer: { active }, cols }: xterm.Terminal): void => {
    const rows = Array.from({ length: active.length }, (_, row) => runsOf(active.getLine(row), cols));
    this.#seen.push({ at: performance.now(), rows });
  };

  /** The last one lasts for as long as `rest` says. */
  frames(rest: number): readonly Frame[] {
    const kept = withoutRepeats(withoutHaste(this.#seen));
    return kept.map(({ at, rows }, index) => {
      const next = kept[index + 1];
      return { rows, duration: next === undefined ? rest : Math.round(Math.min(next.at - at, longest)) };
    });
  }
}

/** Of what came in quick succession, the last, at the time of the first. */
const withoutHaste = (seen: readonly Seen[]): readonly Seen[] =>
  seen.reduce<readonly Seen[]>((kept, next) => {
    const last = kept.at(-1);
    if (last === undefined || next.at - last.at >= shortest) return [...kept, next];
    return [...kept.slice(0, -1), { at: last.at, rows: next.rows }];
  }, []);

const withoutRepeats = (seen: readonly Seen[]): readonly Seen[] =>
  seen.filter(({ rows }, index) => JSON.stringify(rows) !== JSON.stringify(seen[index - 1]?.rows));

const runsOf = (line: xterm.IBufferLine | undefined, columns: number): readonly Run[] => {
  const runs: Run[] = [];
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column);
    const text = cell?.getChars() === '' ? ' ' : (cell?.getChars() ?? ' ');
    const look = cell === undefined ? '' : lookOf(cell);
    const last = runs.at(-1);
    if (last?.look === look) runs[runs.length - 1] = { ...last, text: last.text + text };
    else runs.push({ column, text, look });
  }
  return runs.map((run) => ({ ...run, text: run.text.trimEnd() })).filter(({ text }) => text !== '');
};

const lookOf = (cell: xterm.IBufferCell): string => {
  const colour = cell.isFgPalette() ? cell.getFgColor() % 8 : 0;
  return [colour > 0 ? `c${colour}` : '', cell.isBold() ? 'bold' : '', cell.isDim() ? 'dim' : '']
    .filter(Boolean)
    .join(' ');
};
