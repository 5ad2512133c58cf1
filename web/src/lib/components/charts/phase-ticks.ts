/**
 * Where the labels under the phase bar go. Each hangs on a line that runs down from the bar; a
 * label may neither touch another nor stand across the line of one that hangs lower.
 */

export interface TickLabel {
  /** 0 to 1 on the axis. */
  position: number;
  /** 0 to 1: what the label takes beside its line. */
  width: number;
}

export interface Placement {
  /** Right of its line, or left of it. */
  align: 'start' | 'end';
  /** Rows below the first; as many as it takes. */
  row: number;
}

type Span = readonly [from: number, to: number];

/**
 * Fills one row after the other: a label goes right of its line if that is free, else left of it,
 * else it waits for the next row, where fewer lines are in the way.
 */
export function placeTicks(labels: TickLabel[]): Placement[] {
  const placed = new Map<number, Placement>();
  let waiting = labels.map((_, index) => index);
  for (let row = 0; waiting.length > 0; row += 1) {
    const filled = fillRow(labels, waiting);
    // Wider than the whole axis: it stands where it must, alone in its row.
    if (filled.size === 0) filled.set(waiting[0] ?? 0, toTheMiddle(labels[waiting[0] ?? 0]));
    for (const [index, align] of filled) placed.set(index, { align, row });
    waiting = waiting.filter((index) => !filled.has(index));
  }
  return labels.map((_, index) => placed.get(index) ?? { align: 'start', row: 0 });
}

function fillRow(labels: TickLabel[], waiting: number[]): Map<number, Placement['align']> {
  const lines = waiting.map((index) => labels[index]?.position ?? 0);
  const filled = new Map<number, Placement['align']>();
  const taken: Span[] = [];
  for (const index of waiting) {
    const label = labels[index];
    if (!label) continue;
    const { position, width } = label;
    const sides: [Placement['align'], Span][] = [
      ['start', [position, position + width]],
      ['end', [position - width, position]],
    ];
    const free = sides.find(([, span]) => isFree(span, lines, taken));
    if (!free) continue;
    filled.set(index, free[0]);
    taken.push(free[1]);
  }
  return filled;
}

function isFree([from, to]: Span, lines: number[], taken: Span[]): boolean {
  return (
    from >= 0 &&
    to <= 1 &&
    lines.every((line) => line <= from || line >= to) &&
    taken.every(([start, end]) => to <= start || from >= end)
  );
}

function toTheMiddle(label: TickLabel | undefined): Placement['align'] {
  return (label?.position ?? 0) > 0.5 ? 'end' : 'start';
}
