/** Tells the others where this person writes, for as long as they do. */

import { ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view';
import type { Extension } from '@codemirror/state';
import { createRelativePositionFromTypeIndex } from 'yjs';

import type { LiveDocument } from '$lib/live/live-document.svelte';
import type { Cursor } from '$lib/live/presence';

class OwnCaret {
  readonly #live: LiveDocument;
  readonly #place: string;
  #shown = '';

  constructor(live: LiveDocument, place: string) {
    this.#live = live;
    this.#place = place;
  }

  update({ view, selectionSet, docChanged, focusChanged }: ViewUpdate): void {
    if (selectionSet || docChanged || focusChanged) this.#tell(view);
  }

  destroy(): void {
    this.#say(null);
  }

  #tell(view: EditorView): void {
    if (view.hasFocus) {
      const { anchor, head } = view.state.selection.main;
      const text = this.#live.text(this.#place);
      const at = (index: number) =>
        createRelativePositionFromTypeIndex(text, Math.min(index, text.length));
      this.#say({ anchor: at(anchor), head: at(head) });
    } else if (document.hasFocus()) {
      // Another window that took the focus ends nothing.
      this.#say(null);
    }
  }

  #say(cursor: Cursor | null): void {
    const said = JSON.stringify(cursor);
    if (said === this.#shown) return;
    // One that never wrote here has nothing to take back.
    if (cursor || this.#shown) this.#live.writes(this.#place, cursor);
    this.#shown = said;
  }
}

export function ownCaret(live: LiveDocument, place: string): Extension {
  return ViewPlugin.define(() => new OwnCaret(live, place));
}
