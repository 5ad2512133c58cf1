import type { IncidentRow } from '$lib/api/shapes';

export type Selected = Pick<
  IncidentRow,
  'reference' | 'title' | 'version' | 'severity' | 'mode' | 'services'
>;

/** Rows picked out of a list with `x`, or a whole range of them. */
export class Selection {
  rows = $state.raw<Selected[]>([]);
  /** Where a range begins: the row that was picked last. */
  anchor = $state<number>();

  readonly #picked = $derived(
    Object.fromEntries(this.rows.map(({ reference }) => [reference, true])),
  );

  has(reference: string): boolean {
    return this.#picked[reference] === true;
  }

  toggle(row: Selected | undefined, index?: number): void {
    if (!row) return;
    this.anchor = index;
    if (this.has(row.reference)) {
      this.rows = this.rows.filter(({ reference }) => reference !== row.reference);
    } else this.rows = [...this.rows, row];
  }

  /** Adds; nothing is picked twice. */
  add(rows: Selected[]): void {
    this.rows = [...this.rows, ...rows.filter(({ reference }) => !this.has(reference))];
  }

  /** The first and the last row of a range that ends here. */
  rangeTo(index: number): [number, number] {
    const from = this.anchor ?? index;
    return from < index ? [from, index] : [index, from];
  }

  readonly clear = (): void => {
    this.rows = [];
    this.anchor = undefined;
  };

  /** A list to be pasted into a message or a document. */
  asMarkdown(origin: string): string {
    return this.rows
      .map(({ reference, title }) => `- [${reference}](${origin}/incidents/${reference}) ${title}`)
      .join('\n');
  }
}
