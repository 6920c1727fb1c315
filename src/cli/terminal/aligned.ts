/** Rows of cells as lines, in columns: to the left, or to the right. */
export const aligned = (
  rows: readonly (readonly string[])[],
  isRight: (column: number) => boolean = () => false,
): readonly string[] => {
  const widthOf = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const padded = (cell: string, column: number): string =>
    isRight(column) ? cell.padStart(widthOf(column)) : cell.padEnd(widthOf(column));
  return rows.map((row) => row.map(padded).join('  ').trimEnd());
};
