/**
 * What the check of language says about an open document: what the server found in it, and in its
 * place what an editor found in the text as it is being written.
 */

import { getContext, setContext, untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

import type { DocumentFindings } from '$lib/api/language-shapes';
import { remote, type Remote } from '$lib/api/remote.svelte';
import type { OpenIncident } from '$lib/components/document/open-incident.svelte';
import { session } from '$lib/session.svelte';

import { namedNotes, type LanguageNote } from './named-notes';
import { checkText, readDocumentFindings } from './requests';

/** Puts the caret at a note's phrase, or uses its replacement. */
export type OpenEditor = (note: LanguageNote, use: boolean) => void;

const NOTHING: DocumentFindings = { version: 0, open: 0, kept: 0, places: [] };

export class DocumentLanguage {
  readonly #incident: OpenIncident;
  readonly #report: Remote<DocumentFindings>;
  readonly #written = new SvelteMap<string, LanguageNote[]>();
  // Nothing of these is drawn.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping
  readonly #closed = new Set<string>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping
  readonly #editors = new Map<string, OpenEditor>();
  /** Something moved that a note stands beside. */
  readonly moved: () => void;

  /** Made while a component is. Whoever only reads is told nothing. */
  constructor(incident: OpenIncident, moved: () => void) {
    this.#incident = incident;
    this.moved = moved;
    this.#report = remote(async (signal) => {
      const { reference, version } = incident.view;
      const asks = session.mayWrite && version > 0;
      return asks ? await readDocumentFindings(reference, signal) : NOTHING;
    });
    $effect(() => {
      if (this.#report.value) untrack(() => this.#forgetClosed());
    });
  }

  /** Changes with every phrase that is kept or let go. */
  get keptNow(): string {
    return JSON.stringify(this.#incident.view.kept_phrases ?? []);
  }

  /** Notes of all places, in the order in which the document is read. */
  readonly all = $derived.by(() => {
    const { places } = this.#report.value ?? NOTHING;
    const read = places.map(({ place, findings }) => namedNotes(place, findings));
    const fresh = [...this.#written.keys()].filter(
      (place) => !places.some((known) => known.place === place),
    );
    return [
      ...read.flatMap((notes) => this.#written.get(notes[0]?.place ?? '') ?? notes),
      ...fresh.flatMap((place) => this.#written.get(place) ?? []),
    ];
  });

  /** Those that nobody said to keep. */
  readonly open = $derived(this.all.filter(({ finding }) => finding.kept === null));

  at(place: string): LanguageNote[] {
    return this.all.filter((note) => note.place === place);
  }

  /** An editor found something in the text as it stands. */
  wrote(place: string, notes: LanguageNote[]): void {
    this.#written.set(place, notes);
  }

  /** An editor is there to act on notes. Returns how to say that it is gone. */
  opened(place: string, editor: OpenEditor): () => void {
    this.#editors.set(place, editor);
    this.#closed.delete(place);
    return () => {
      this.#editors.delete(place);
      // What it found stands until the server has read what it wrote.
      this.#closed.add(place);
    };
  }

  /** Has the editor of a note's place act on it, if there is one. */
  act(note: LanguageNote, use: boolean): boolean {
    const editor = this.#editors.get(note.place);
    editor?.(note, use);
    return editor !== undefined;
  }

  #forgetClosed(): void {
    for (const place of this.#closed) this.#written.delete(place);
    this.#closed.clear();
  }

  check(text: string, signal: AbortSignal) {
    return checkText(text, this.#incident.view.reference, signal);
  }

  keep({ finding: { rule, phrase, sentence } }: LanguageNote, reason: string): Promise<void> {
    const form = { rule, phrase, sentence, reason };
    return this.#incident.save((requests) => requests.keepPhrase(form), {
      undo: `“${phrase}” kept`,
    });
  }

  takeBack({ finding: { kept, phrase } }: LanguageNote): Promise<void> {
    if (!kept) return Promise.resolve();
    return this.#incident.save((requests, version) => requests.letPhraseGo(kept.id, version), {
      undo: `“${phrase}” is not kept any more`,
    });
  }
}

const KEY = Symbol('the language of the document');

export function setLanguage(language: DocumentLanguage): DocumentLanguage {
  return setContext(KEY, language);
}

/** That of the document around a component; a meeting shows parts of one without. */
export function languageHere(): DocumentLanguage | undefined {
  return getContext<DocumentLanguage | undefined>(KEY);
}
