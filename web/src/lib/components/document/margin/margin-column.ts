/**
 * The margin beside a document: which notes stand in it, and where each has its place. It measures
 * the page and lets `placeNotes` decide; every section asks here where its own notes go. What else
 * stands in the margin flows around them.
 */

import { createContext, tick } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

import { flowAround, placeNotes, type Bounds } from './place-notes';

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
  /** From the end of the phrase to the note: x and y of the phrase, then of the line's corners. */
  line?: { from: [number, number]; corners: [number, number][] };
}

/** Between two notes. */
const GAP = 20;
/** What runs into the margin. Notes stand above and below it. */
const TAKEN = ':scope > .document-section--wide';
/** What is said of the document as a whole. It makes way for notes, which belong to a phrase. */
const PARTS = ':scope > .margin-notes > *';
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
      makeWay(grid, []);
      return;
    }
    const stretches = freeStretches(grid);
    const measured = notes.map((note) => ({
      ...note,
      ...measure(note, this.places.get(note.id)),
    }));
    measured.sort(byReading);
    const taken: Bounds[] = [];
    for (const stretch of stretches) {
      const within = measured.filter(({ desired }) => nearest(stretches, desired) === stretch);
      const { tops, overflow } = placeNotes(within, stretch, GAP);
      within.forEach((note, index) => {
        const top = tops[index] ?? note.desired;
        this.#put(note, top, laneOf(index, within.length, top > (note.line?.bottom ?? top)));
        taken.push({ from: top, to: top + note.height });
      });
      const last = within.at(-1);
      if (last) this.#makeRoom(last.section, overflow + GAP);
    }
    makeWay(grid, taken);
  }

  /** The line to a note that was moved turns at its `lane`, a share of the way over the gutter. */
  #put({ id, element, section, line }: NoteOnPage & Measured, top: number, lane: number): void {
    const corner = section.getBoundingClientRect();
    const left = element.getBoundingClientRect().left - corner.left;
    const below = top - corner.top;
    const turn = Math.round(corner.width + lane * (left - corner.width)) + 0.5;
    const at = line && line.bottom - corner.top;
    this.places.set(id, {
      top: below,
      line:
        line && at !== undefined
          ? {
              from: [line.right - corner.left, at],
              corners: [
                [corner.width, at],
                [turn, at],
                [turn, below],
                [left, below],
              ],
            }
          : undefined,
    });
  }

  /** What is there already counts: less overflow than before takes some of it back. */
  #makeRoom(section: HTMLElement, overflow: number): void {
    const room = Math.max(0, Math.round((this.room.get(section) ?? 0) + overflow));
    if (room === 0) this.room.delete(section);
    else this.room.set(section, room);
  }
}

/** Lines that go down turn ever nearer to the text, those that go up ever farther: none cross. */
function laneOf(index: number, count: number, down: boolean): number {
  return (down ? count - index : index + 1) / (count + 1);
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

/** Moves what stands in the margin out of the way of notes, and back once they are gone. */
function makeWay(grid: HTMLElement, notes: Bounds[]): void {
  const parts = [...grid.querySelectorAll<HTMLElement>(PARTS)];
  const column = parts[0]?.parentElement;
  if (!column) return;
  const heights = parts.map((part) => part.getBoundingClientRect().height);
  const gap = parseFloat(getComputedStyle(column).rowGap) || 0;
  const pushes = flowAround(heights, notes, column.getBoundingClientRect().top, gap);
  parts.forEach((part, index) => part.style.setProperty('--push', String(pushes[index] ?? 0)));
}

function freeStretches(grid: HTMLElement): Bounds[] {
  const taken = [...grid.querySelectorAll(TAKEN)]
    .map((element) => element.getBoundingClientRect())
    .sort((one, other) => one.top - other.top);
  const { top, bottom } = grid.getBoundingClientRect();
  const stretches: Bounds[] = [];
  let from = top;
  for (const stretch of [...taken, { top: bottom, bottom }]) {
    if (stretch.top - from > 1) stretches.push({ from, to: stretch.top });
    from = Math.max(from, stretch.bottom);
  }
  return stretches;
}

function nearest(stretches: Bounds[], at: number): Bounds | undefined {
  const distance = ({ from, to }: Bounds) => Math.max(from - at, at - to, 0);
  return stretches.reduce<Bounds | undefined>(
    (best, stretch) => (!best || distance(stretch) < distance(best) ? stretch : best),
    undefined,
  );
}

export const [marginColumn, setMarginColumn] = createContext<MarginColumn>();
