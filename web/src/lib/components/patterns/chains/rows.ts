/** Rows of text and lines, one below the other, in which no two things stand on the same spot. */

interface Span {
  from: number;
  to: number;
  /** Spans of one owner may touch: an action's line starts on its own incident's drop. */
  owner?: number;
}

/** Air that stays between two things of a row. */
const GAP = 6;

export class Rows {
  readonly #rows: Span[][] = [];

  get count(): number {
    return this.#rows.length;
  }

  isFree(row: number, from: number, to: number, owner?: number): boolean {
    return (this.#rows[row] ?? []).every(
      (span) =>
        to + GAP <= span.from ||
        from >= span.to + GAP ||
        (owner !== undefined && span.owner === owner),
    );
  }

  take(row: number, from: number, to: number, owner?: number): void {
    while (this.#rows.length <= row) this.#rows.push([]);
    this.#rows[row]?.push({ from, to, owner });
  }
}
