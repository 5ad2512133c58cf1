/**
 * The margin beside a document: which notes stand in it, and where each has its place. It measures
 * the page and lets `placeNotes` decide; every section asks here where its own notes go.
 */

import { createContext, tick } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

import { placeNotes, type Bounds } from './place-notes';

/** A note that is on the page. */
export interface NoteOnPage {
  id: string;
  element: HTMLElement;
  section: HTMLElement;
  /** The mark of its phrase, if the phrase is shown just now. */
  phrase: () => HTMLElement | undefined;
}

/** In pixels from the upper left corner of the note's section. */
export interface NotePlace {
  top: number;
  /** From the end of the phrase to the note: x and y of the phrase, the text's edge, the note. */
  line?: { from: [number, number]; edge: [number, number]; to: [number, number] };
}

/** Between two notes. */
const GAP = 20;
/** What fills the margin already: what stands in it, and what runs into it. */
const TAKEN = ':scope > .margin-notes, :scope > .document-section--wide';
/** Notes leave the margin where the style sheet says so; then nothing is placed. */
const isInMargin = ({ element }: NoteOnPage) => getComputedStyle(element).position === 'absolute';

export class MarginColumn {
  readonly places = new SvelteMap<string, NotePlace>();
  /** What a section has to grow by, so that its notes do not run into the next wide one. */
  readonly room = new SvelteMap<HTMLElement, number>();
  readonly #notes = new Map<string, NoteOnPage>();
  #grid: HTMLElement | undefined;
  #resizes: ResizeObserver | undefined;
  #measuring = false;

  /** Follows the grid of the document until it is taken back. */
  follow(grid: HTMLElement): () => void {
    this.#grid = grid;
    this.#resizes = new ResizeObserver(() => this.measure());
    for (const element of [grid, ...grid.children]) this.#resizes.observe(element);
    for (const { element } of this.#notes.values()) this.#resizes.observe(element);
    // A face that arrives late moves every phrase.
    void document.fonts?.ready.then(() => this.measure());
    return () => {
      this.#resizes?.disconnect();
      this.#grid = undefined;
    };
  }

  add(note: NoteOnPage): () => void {
    this.#notes.set(note.id, note);
    this.#resizes?.observe(note.element);
    this.measure();
    return () => {
      this.#resizes?.unobserve(note.element);
      this.#notes.delete(note.id);
      this.places.delete(note.id);
      this.room.delete(note.section);
      this.measure();
    };
  }

  /** Once for all that changes before the next frame. */
  measure(): void {
    if (this.#measuring) return;
    this.#measuring = true;
    void tick().then(() => {
      requestAnimationFrame(() => {
        this.#measuring = false;
        if (this.#grid) this.#place(this.#grid);
      });
    });
  }

  #place(grid: HTMLElement): void {
    const notes = [...this.#notes.values()].filter(isInMargin);
    if (notes.length === 0) {
      this.places.clear();
      this.room.clear();
      return;
    }
    const stretches = freeStretches(grid);
    const measured = notes.map((note) => ({
      ...note,
      ...measure(note, this.places.get(note.id)),
    }));
    measured.sort(byReading);
    for (const stretch of stretches) {
      const within = measured.filter(({ desired }) => nearest(stretches, desired) === stretch);
      const { tops, overflow } = placeNotes(within, stretch, GAP);
      within.forEach((note, index) => this.#put(note, tops[index] ?? note.desired));
      const last = within.at(-1);
      if (last) this.#makeRoom(last.section, overflow + GAP);
    }
  }

  #put({ id, element, section, line }: NoteOnPage & Measured, top: number): void {
    const corner = section.getBoundingClientRect();
    const left = element.getBoundingClientRect().left - corner.left;
    const below = top - corner.top;
    this.places.set(id, {
      top: below,
      line: line && {
        from: [line.right - corner.left, line.bottom - corner.top],
        edge: [corner.width, line.bottom - corner.top],
        to: [left, below],
      },
    });
  }

  /** What is there already counts: less overflow than before takes some of it back. */
  #makeRoom(section: HTMLElement, overflow: number): void {
    const room = Math.max(0, Math.round((this.room.get(section) ?? 0) + overflow));
    if (room === 0) this.room.delete(section);
    else this.room.set(section, room);
  }
}

interface Measured {
  desired: number;
  height: number;
  line?: { right: number; bottom: number };
}

/** Two phrases on one line are read from left to right. */
function byReading(one: Measured, other: Measured): number {
  return one.desired - other.desired || (one.line?.right ?? 0) - (other.line?.right ?? 0);
}

/**
 * A note without its phrase, while the text is being written, stays where it was, joined to nothing;
 * one that never had any stands at the head of its section.
 */
function measure({ element, section, phrase }: NoteOnPage, before?: NotePlace): Measured {
  const height = element.getBoundingClientRect().height;
  const line = phrase()?.getClientRects()[0];
  if (!line) return { desired: section.getBoundingClientRect().top + (before?.top ?? 0), height };
  return { desired: line.bottom, height, line: { right: line.right, bottom: line.bottom } };
}

function freeStretches(grid: HTMLElement): Bounds[] {
  const taken = [...grid.querySelectorAll(TAKEN)]
    .map((element) => {
      const { top, bottom } = contentBox(element);
      return { from: top, to: bottom };
    })
    .sort((one, other) => one.from - other.from);
  const { top, bottom } = grid.getBoundingClientRect();
  const stretches: Bounds[] = [];
  let from = top;
  for (const stretch of [...taken, { from: bottom, to: bottom }]) {
    if (stretch.from - from > 1) stretches.push({ from, to: stretch.from });
    from = Math.max(from, stretch.to);
  }
  return stretches;
}

/** What stands in the margin is stretched over several rows; only its content takes room. */
function contentBox(element: Element): { top: number; bottom: number } {
  const { top, bottom } = element.getBoundingClientRect();
  const last = element.classList.contains('margin-notes') ? element.lastElementChild : null;
  return { top, bottom: last ? last.getBoundingClientRect().bottom + GAP : bottom };
}

function nearest(stretches: Bounds[], at: number): Bounds | undefined {
  const distance = ({ from, to }: Bounds) => Math.max(from - at, at - to, 0);
  return stretches.reduce<Bounds | undefined>(
    (best, stretch) => (!best || distance(stretch) < distance(best) ? stretch : best),
    undefined,
  );
}

export const [marginColumn, setMarginColumn] = createContext<MarginColumn>();
