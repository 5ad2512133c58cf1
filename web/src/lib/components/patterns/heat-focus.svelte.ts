/** Which number of the heat has the focus, or gets it when Tab comes in. */

import type { FactorRow } from '$lib/learning/factor-rows';

import { entrySpot, nextSpot, type HeatSpot } from './heat-grid';

export class HeatFocus {
  /** The body of the table in which the numbers are. */
  body = $state<HTMLElement>();

  #last = $state.raw<HeatSpot>();
  readonly #rows: () => FactorRow[];
  readonly #columns: () => number;
  readonly #filled = $derived.by(() =>
    this.#rows().map(({ cells }) =>
      cells.slice(0, this.#columns()).map(({ text }) => text !== undefined),
    ),
  );
  readonly #entry = $derived.by(() => entrySpot(this.#filled, this.#last));

  constructor(rows: () => FactorRow[], columns: () => number) {
    this.#rows = rows;
    this.#columns = columns;
  }

  isEntry(row: number, column: number): boolean {
    return this.#entry?.row === row && this.#entry.column === column;
  }

  enter(row: number, column: number): void {
    this.#last = { row, column };
  }

  /** Follows an arrow key; says so, that the page does not scroll as well. */
  follow(event: KeyboardEvent, row: number, column: number): void {
    const next = nextSpot(this.#filled, { row, column }, event.key);
    if (!next) return;
    event.preventDefault();
    const line = this.body?.querySelectorAll('tr')[next.row];
    line?.querySelector<HTMLElement>(`[data-heat-column='${next.column}']`)?.focus();
  }
}
