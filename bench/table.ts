/** Rows of text under a header; every row is of its length. */
export interface Table {
  readonly header: readonly string[];
  /** So many columns at the left hold names; those behind them hold figures, which stand at the right. */
  readonly names: number;
  readonly rows: readonly (readonly string[])[];
}

/** A table for a terminal. */
export function alignedTable({ header, names, rows }: Table): string {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => widthOf(row, column))));
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        return column < names ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(header), rule, ...rows.map(line)].join('\n');
}

/** A table of Markdown. */
export function markdownTable({ header, names, rows }: Table): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const rule = header.map((_, column) => (column < names ? '---' : '---:'));
  return [header, rule, ...rows].map(line).join('\n');
}

function widthOf(row: readonly string[], column: number): number {
  return row[column]?.length ?? 0;
}
