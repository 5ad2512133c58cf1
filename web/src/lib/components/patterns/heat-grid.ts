/** One stop for the Tab key, and the arrow keys from number to number. */

export interface HeatSpot {
  row: number;
  column: number;
}

const STEPS: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The next number in the direction of the key; undefined at the edge and for any other key. */
export function nextSpot(
  filled: boolean[][],
  { row, column }: HeatSpot,
  key: string,
): HeatSpot | undefined {
  if (key === 'Home' || key === 'End') {
    const columns = (filled[row] ?? []).flatMap((is, index) => (is ? index : []));
    const end = key === 'Home' ? columns[0] : columns.at(-1);
    return end === undefined ? undefined : { row, column: end };
  }
  const step = STEPS[key];
  if (!step) return undefined;
  for (let away = 1; ; away += 1) {
    const spot = { row: row + away * step[0], column: column + away * step[1] };
    const isFilled = filled[spot.row]?.[spot.column];
    if (isFilled === undefined) return undefined;
    if (isFilled) return spot;
  }
}

/** Where Tab comes in: where it was, else at the first number. */
export function entrySpot(filled: boolean[][], last: HeatSpot | undefined): HeatSpot | undefined {
  if (last && filled[last.row]?.[last.column]) return last;
  const row = filled.findIndex((cells) => cells.includes(true));
  return row < 0 ? undefined : { row, column: filled[row]?.indexOf(true) ?? 0 };
}
