import type { IncidentRow } from '$lib/api/shapes';

type Selected = Pick<IncidentRow, 'reference' | 'title'>;

/** Rows picked out of a list with `x`. */
export class Selection {
  rows = $state.raw<Selected[]>([]);

  has(reference: string): boolean {
    return this.rows.some((row) => row.reference === reference);
  }

  toggle(row: Selected | undefined): void {
    if (!row) return;
    const others = this.rows.filter(({ reference }) => reference !== row.reference);
    this.rows = others.length < this.rows.length ? others : [...others, row];
  }

  readonly clear = (): void => {
    this.rows = [];
  };

  /** A list to be pasted into a message or a document. */
  asMarkdown(origin: string): string {
    return this.rows
      .map(({ reference, title }) => `- [${reference}](${origin}/incidents/${reference}) ${title}`)
      .join('\n');
  }
}
