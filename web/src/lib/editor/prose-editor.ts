/** A CodeMirror editor on one text of a live document. */

import './style-sheets';

import { defaultKeymap } from '@codemirror/commands';
import {
  deleteMarkupBackward,
  insertNewlineContinueMarkup,
  markdownLanguage,
} from '@codemirror/lang-markdown';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next';

import type { LiveDocument } from '$lib/live/live-document.svelte';

import { languageNotes, type LanguageChecking } from './language-notes';
import { markdownLook } from './markdown-view';
import { ownCaret } from './own-caret';
import { remoteCarets } from './remote-carets';

export interface EditorOptions {
  parent: HTMLElement;
  live: LiveDocument;
  place: string;
  /** What is being written: "Summary". */
  label: string;
  /** Shown while there is nothing. */
  hint: string;
  /** Who checks what is written for language that blames. */
  language?: LanguageChecking;
  /** The person is done here. */
  onleave: () => void;
}

export function proseEditor({
  parent,
  live,
  place,
  label,
  hint,
  language,
  onleave,
}: EditorOptions) {
  const text = live.text(place);
  const leave = () => {
    onleave();
    return true;
  };
  const state = EditorState.create({
    doc: text.toString(),
    extensions: [
      // The shared text counts every sign; so must this one.
      EditorState.lineSeparator.of('\n'),
      EditorView.lineWrapping,
      markdownLanguage,
      markdownLook(),
      placeholder(hint),
      EditorView.contentAttributes.of({
        'aria-label': label,
        spellcheck: 'true',
        autocapitalize: 'sentences',
        autocorrect: 'on',
      }),
      // Undo stands before the text's own binding, which tells it of every edit.
      yCollab(text, null, { undoManager: live.undo(place) }),
      remoteCarets(live, place),
      ownCaret(live, place),
      language ? languageNotes(language) : [],
      keymap.of([
        { key: 'Escape', run: leave },
        { key: 'Mod-Enter', run: leave },
        { key: 'Enter', run: insertNewlineContinueMarkup },
        { key: 'Backspace', run: deleteMarkupBackward },
        ...yUndoManagerKeymap,
        ...defaultKeymap,
      ]),
    ],
  });
  return new EditorView({ state, parent });
}
