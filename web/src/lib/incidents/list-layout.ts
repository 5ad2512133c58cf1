/** Where each row of a list stands, without drawing it: rows of one height under group heads. */

export interface Group {
  label: string;
  count: number;
}

/** In pixels. */
export interface Heights {
  row: number;
  head: number;
}

export interface PlacedGroup {
  label: string;
  /** The place of its first row in the whole list. */
  first: number;
  count: number;
  top: number;
  height: number;
}

export interface ShownGroup extends PlacedGroup {
  /** The rows of it that are drawn: from the first up to, and without, the second. */
  from: number;
  to: number;
}

export class ListLayout {
  readonly groups: PlacedGroup[];
  readonly height: number;
  readonly total: number;
  readonly #heights: Heights;

  /** Without groups, all rows stand in one that has no head. */
  constructor(groups: Group[] | number, heights: Heights) {
    this.#heights = heights;
    const listed = typeof groups === 'number' ? [{ label: '', count: groups }] : groups;
    let [first, top] = [0, 0];
    this.groups = listed.map(({ label, count }) => {
      const height = (label ? heights.head : 0) + count * heights.row;
      const placed = { label, first, count, top, height };
      first += count;
      top += height;
      return placed;
    });
    this.total = first;
    this.height = top;
  }

  /** The upper edge of a row. */
  topOf(index: number): number {
    const group = this.groups.find(({ first, count }) => index < first + count);
    return group ? group.top + this.#rowTop(group, index) : this.height;
  }

  /** The edge of a row within its group. */
  topInGroup(group: PlacedGroup, index: number): number {
    return this.#rowTop(group, index);
  }

  /** What is to be drawn so that nothing between two heights is missing. */
  between(from: number, to: number): ShownGroup[] {
    const { row } = this.#heights;
    return this.groups
      .filter(({ top, height }) => top < to && top + height > from)
      .map((group) => {
        const rowsTop = group.top + this.#rowTop(group, group.first);
        const within = (y: number) => Math.min(group.count, Math.max(0, y));
        return {
          ...group,
          from: group.first + within(Math.floor((from - rowsTop) / row)),
          to: group.first + within(Math.ceil((to - rowsTop) / row)),
        };
      });
  }

  #rowTop({ label, first }: PlacedGroup, index: number): number {
    return (label ? this.#heights.head : 0) + (index - first) * this.#heights.row;
  }
}
