import { columnsOf, USUAL_COLUMNS, type ColumnId } from './columns';

const KEPT = 'afterword-incident-columns';

/** Which columns this browser shows, and in which order. */
class ColumnChoice {
  ids = $state.raw<ColumnId[]>(remembered());

  readonly columns = $derived(columnsOf(this.ids));

  get usual(): boolean {
    return this.ids.join() === USUAL_COLUMNS.join();
  }

  set(ids: readonly string[]): void {
    this.ids = columnsOf(ids).map(({ id }) => id);
    try {
      if (this.usual) localStorage.removeItem(KEPT);
      else localStorage.setItem(KEPT, this.ids.join());
    } catch {
      // Without storage the choice holds until the page is left.
    }
  }

  toggle(id: ColumnId): void {
    this.set(this.ids.includes(id) ? this.ids.filter((other) => other !== id) : [...this.ids, id]);
  }

  move(id: ColumnId, step: -1 | 1): void {
    const from = this.ids.indexOf(id);
    this.place(id, from + step);
  }

  /** Puts a column in the place that another one has. */
  place(id: ColumnId, to: number): void {
    if (!this.ids.includes(id) || to < 0 || to >= this.ids.length) return;
    const others = this.ids.filter((other) => other !== id);
    this.set([...others.slice(0, to), id, ...others.slice(to)]);
  }
}

function remembered(): ColumnId[] {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept) return columnsOf(kept.split(',')).map(({ id }) => id);
  } catch {
    // Storage can be forbidden.
  }
  return USUAL_COLUMNS;
}

export const columnChoice = new ColumnChoice();
