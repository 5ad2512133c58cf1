import type { ListLayout, ShownGroup } from './list-layout';

/** In rem, so that they grow with the letters: a row, a row on a narrow screen, a group's head. */
const ROW = 2.125;
const TALL_ROW = 5;
const HEAD = 3.25;
/** What is drawn beyond the screen, in rows, so that a turn of the wheel finds it there. */
const BEYOND = 10;
/** The window moves by so many rows at once: fewer, larger changes. */
const STEP = 4;
/** Moved by more than a screen since the last frame: nobody reads a row in passing. */
const CALM_MS = 90;

/** The part of a long list that is drawn: what is on the screen and a little more. */
export class ListWindow {
  shown = $state.raw<ShownGroup[]>([]);
  /** The rows on the screen itself. */
  first = $state(0);
  last = $state(0);
  /** Somebody drags the bar: rows are drawn with the least that names them, and whole after it. */
  hurried = $state(false);

  #before: number | undefined;
  #calm: ReturnType<typeof setTimeout> | undefined;
  readonly #rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

  heights(narrow: boolean) {
    return { row: this.#rem * (narrow ? TALL_ROW : ROW), head: this.#rem * HEAD };
  }

  rem(pixels: number): number {
    return pixels / this.#rem;
  }

  /** `top` is where the first row of all stands on the screen, `height` how high that is. */
  look(layout: ListLayout, top: number, height: number, row: number): void {
    if (Math.abs(top - (this.#before ?? top)) > height) this.#hurry();
    this.#before = top;
    const beyond = BEYOND * row;
    const step = STEP * row;
    const from = Math.floor((-top - beyond) / step) * step;
    const to = Math.ceil((height - top + beyond) / step) * step;
    const before = this.shown;
    const shown = layout.between(from, to);
    if (!same(before, shown)) this.shown = shown;
    const seen = layout.between(-top, height - top).filter((group) => group.to > group.from);
    this.first = seen[0]?.from ?? 0;
    this.last = Math.max(this.first, (seen.at(-1)?.to ?? 1) - 1);
  }

  #hurry(): void {
    this.hurried = true;
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => (this.hurried = false), CALM_MS);
  }
}

function same(before: ShownGroup[], now: ShownGroup[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ from, to, top, height }, place) => {
      const other = now[place];
      return (
        other?.from === from && other.to === to && other.top === top && other.height === height
      );
    })
  );
}
