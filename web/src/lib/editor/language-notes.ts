/**
 * Underlines what the check of language finds while somebody writes. An underline follows its
 * phrase through every change, one's own and others'; the check itself waits for a pause, and
 * nothing waits for the check.
 */

import {
  ChangeSet,
  StateEffect,
  StateField,
  type EditorState,
  type Extension,
} from '@codemirror/state';
import {
  Decoration,
  EditorView,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';

import type { LanguageFinding } from '$lib/api/language-shapes';
import { ApiError } from '$lib/api/problem';
import { namedNotes, type LanguageNote } from '$lib/language/named-notes';

/** After the last key, … */
export const PAUSE_MS = 350;
/** … or so long after the first one that was not checked. */
export const PATIENCE_MS = 1_500;

export interface LanguageChecking {
  place: string;
  check: (text: string, signal: AbortSignal) => Promise<LanguageFinding[]>;
  /** The notes of the text as it stands; called when there are others than before. */
  onnotes: (notes: LanguageNote[]) => void;
  /** Phrases may stand elsewhere on the screen. */
  onmoved: () => void;
}

/** A note at its place in the text as it is now. */
export interface PlacedNote extends LanguageNote {
  from: number;
  to: number;
  /** What a replacement takes the place of, as it was when it was found. */
  replaced: string;
}

const found = StateEffect.define<PlacedNote[]>();
/** Something was kept or let go: the text is checked again at once. */
const askAgain = StateEffect.define<null>();

const underlines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, effects }) {
    const answer = effects.find((effect) => effect.is(found));
    if (answer) return Decoration.set(answer.value.map(underline), true);
    return marks.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function underline(note: PlacedNote) {
  const { id, finding, from, to } = note;
  return Decoration.mark({
    tagName: 'mark',
    class: finding.kept ? 'language-note language-note--kept' : 'language-note',
    attributes: { 'data-note': id, 'aria-describedby': id },
    note,
  }).range(from, to);
}

/** The notes at their places in the text as it is now. */
export function notesIn(state: EditorState): PlacedNote[] {
  const notes: PlacedNote[] = [];
  state.field(underlines, false)?.between(0, state.doc.length, (from, to, mark) => {
    notes.push({ ...(mark.spec as { note: PlacedNote }).note, from, to });
  });
  return notes;
}

/** Puts findings of `text` where their phrases stand after the changes since. */
export function placed(
  place: string,
  text: string,
  findings: LanguageFinding[],
  since: ChangeSet,
): PlacedNote[] {
  const notes = namedNotes(place, findings).map((note): PlacedNote => {
    const { start, end, replacement } = note.finding;
    const replaced = replacement ? text.slice(replacement.start, replacement.end) : '';
    return { ...note, from: since.mapPos(start, 1), to: since.mapPos(end, -1), replaced };
  });
  return notes.filter(({ from, to }) => from < to);
}

class Checker {
  readonly #view: EditorView;
  readonly #options: LanguageChecking;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitingSince: number | undefined;
  #request: AbortController | undefined;
  /** What was written since the text was sent. */
  #since: ChangeSet;
  #told = '';

  constructor(view: EditorView, options: LanguageChecking) {
    this.#view = view;
    this.#options = options;
    this.#since = ChangeSet.empty(view.state.doc.length);
    void this.#check();
  }

  update({ docChanged, changes, geometryChanged, transactions, state }: ViewUpdate): void {
    if (docChanged) {
      this.#since = this.#since.compose(changes);
      this.#wait();
    }
    const effects = transactions.flatMap((transaction) => transaction.effects);
    if (effects.some((effect) => effect.is(askAgain))) void this.#check();
    if (docChanged || effects.some((effect) => effect.is(found))) this.#tell(state);
    if (docChanged || geometryChanged) this.#options.onmoved();
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
  }

  #wait(): void {
    const now = performance.now();
    this.#waitingSince ??= now;
    const left = Math.max(0, this.#waitingSince + PATIENCE_MS - now);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), Math.min(PAUSE_MS, left));
  }

  /** The last question is the one whose answer counts. */
  async #check(): Promise<void> {
    clearTimeout(this.#timer);
    this.#waitingSince = undefined;
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    const text = this.#view.state.doc.toString();
    this.#since = ChangeSet.empty(text.length);
    try {
      const findings = await this.#options.check(text, request.signal);
      if (request.signal.aborted) return;
      const notes = placed(this.#options.place, text, findings, this.#since);
      this.#view.dispatch({ effects: found.of(notes) });
    } catch (error) {
      // Without an answer it says nothing new; the next change asks again.
      if (!request.signal.aborted && !(error instanceof ApiError)) throw error;
    }
  }

  #tell(state: EditorState): void {
    const notes = notesIn(state).map(({ id, place, finding }) => ({ id, place, finding }));
    const told = JSON.stringify(notes.map(({ id, finding }) => [id, finding.kept, finding.why]));
    if (told === this.#told) return;
    this.#told = told;
    this.#options.onnotes(notes);
  }
}

export function languageNotes(options: LanguageChecking): Extension {
  return [underlines, ViewPlugin.define((view) => new Checker(view, options))];
}

export function checkAgain(view: EditorView): void {
  view.dispatch({ effects: askAgain.of(null) });
}

/**
 * Selects a note's phrase, so that what is typed takes its place; or with `use` puts its
 * replacement there. The phrase is where the note is, or where the text has its words.
 */
export function goToPhrase(view: EditorView, note: LanguageNote, use: boolean): void {
  view.focus();
  const known = notesIn(view.state).find(({ id }) => id === note.id) ?? foundAnew(view.state, note);
  if (!known) return;
  const change = use ? replacing(view.state, known) : undefined;
  view.dispatch(
    change
      ? {
          changes: change,
          selection: { anchor: change.from + change.insert.length },
          userEvent: 'input.replace',
        }
      : { selection: { anchor: known.from, head: known.to }, scrollIntoView: true },
  );
}

/** A note of the page, before this editor has asked for its own. */
function foundAnew(state: EditorState, note: LanguageNote): PlacedNote | undefined {
  const text = state.doc.toString();
  const { start, phrase, replacement } = note.finding;
  const from = text.startsWith(phrase, start) ? start : text.indexOf(phrase);
  if (from < 0) return undefined;
  const moved = from - start;
  const replaced = replacement
    ? text.slice(replacement.start + moved, replacement.end + moved)
    : '';
  return { ...note, from, to: from + phrase.length, replaced };
}

/** Nothing where somebody wrote meanwhile. */
function replacing(state: EditorState, { finding, from, replaced }: PlacedNote) {
  const { replacement, start } = finding;
  if (!replacement) return undefined;
  const moved = from - start;
  const place = { from: replacement.start + moved, to: replacement.end + moved };
  if (state.sliceDoc(place.from, place.to) !== replaced) return undefined;
  return { ...place, insert: replacement.text };
}
