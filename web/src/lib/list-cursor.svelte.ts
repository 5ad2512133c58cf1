import type { KeyHint } from './page-keys.svelte';
import type { Shortcut } from './keyboard';

/**
 * The row that `j` and `k` move and `Enter` opens. The page marks the row with `is-current`
 * and gives it `id={cursor.rowId(index)}`, so that it is scrolled into view.
 */
export class ListCursor {
  index = $state(-1);

  readonly #length: () => number;
  readonly #open: (index: number) => void;
  readonly #name: string;
  readonly #reveal: (index: number) => void;

  /** `reveal` is for a list that draws only some of its rows: the one may not be there yet. */
  constructor(
    name: string,
    length: () => number,
    open: (index: number) => void,
    reveal?: (index: number) => void,
  ) {
    this.#name = name;
    this.#length = length;
    this.#open = open;
    this.#reveal =
      reveal ??
      ((index) => document.getElementById(this.rowId(index))?.scrollIntoView({ block: 'nearest' }));
  }

  readonly hints: KeyHint[] = [
    { keys: ['j', 'k'], label: 'move' },
    { keys: ['↵'], label: 'open' },
  ];

  readonly shortcuts: Shortcut[] = [
    { keys: 'j', label: 'next row', run: () => this.move(1) },
    { keys: 'k', label: 'row before', run: () => this.move(-1) },
    { keys: 'Enter', label: 'open the row', run: () => this.open() },
  ];

  rowId(index: number): string {
    return `${this.#name}-row-${index}`;
  }

  move(step: 1 | -1): void {
    const length = this.#length();
    if (length === 0) return;
    this.index = Math.min(length - 1, Math.max(0, this.index + step));
    this.#reveal(this.index);
  }

  open(): void {
    if (this.index >= 0 && this.index < this.#length()) this.#open(this.index);
  }
}
