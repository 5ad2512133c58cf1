/**
 * Where others write: a line of two pixels in their colour, what they selected, and their name in
 * the gutter beside the row, never over the text.
 */

import { StateEffect, type Extension, type Range } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';
import {
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromJSON,
  type Text,
} from 'yjs';

import { personColour } from '$lib/components/marks/Avatar.svelte';
import type { LiveDocument } from '$lib/live/live-document.svelte';
import type { Present } from '$lib/live/presence';

interface Caret {
  client: number;
  name: string;
  colour: number;
  anchor: number;
  head: number;
}

class CaretLine extends WidgetType {
  constructor(readonly colour: number) {
    super();
  }

  override eq(other: CaretLine): boolean {
    return other.colour === this.colour;
  }

  toDOM(): HTMLElement {
    const line = document.createElement('span');
    line.className = `remote-caret remote-caret--${this.colour}`;
    line.ariaHidden = 'true';
    return line;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** The others moved: carets are drawn anew. */
const moved = StateEffect.define<null>();

class RemoteCarets {
  decorations: DecorationSet = Decoration.none;
  readonly #view: EditorView;
  readonly #document: LiveDocument;
  readonly #place: string;
  readonly #names = document.createElement('div');
  #carets: Caret[] = [];

  constructor(view: EditorView, live: LiveDocument, place: string) {
    this.#view = view;
    this.#document = live;
    this.#place = place;
    this.#names.className = 'remote-names';
    this.#names.ariaHidden = 'true';
    view.dom.append(this.#names);
    live.awareness.on('change', this.#moved);
    this.#draw();
  }

  update(update: ViewUpdate): void {
    const told = update.transactions.some(({ effects }) => effects.some((one) => one.is(moved)));
    if (update.docChanged || told) this.#draw();
    else if (update.geometryChanged) this.#placeNames();
  }

  destroy(): void {
    this.#document.awareness.off('change', this.#moved);
    this.#names.remove();
  }

  readonly #moved = ({ added, updated, removed }: Record<string, number[] | undefined>): void => {
    const own = this.#document.doc.clientID;
    const all = [...(added ?? []), ...(updated ?? []), ...(removed ?? [])];
    if (all.some((client) => client !== own)) this.#view.dispatch({ effects: moved.of(null) });
  };

  #draw(): void {
    const text = this.#document.text(this.#place);
    this.#carets = this.#document
      .writers(this.#place)
      .flatMap((writer) => caretOf(writer, text) ?? []);
    const end = this.#view.state.doc.length;
    const ranges: Range<Decoration>[] = [];
    for (const { anchor, head, colour } of this.#carets) {
      const [from, to] = [Math.min(anchor, head, end), Math.min(Math.max(anchor, head), end)];
      if (from < to) {
        const look = Decoration.mark({ class: `remote-selection remote-caret--${colour}` });
        ranges.push(look.range(from, to));
      }
      const line = Decoration.widget({
        widget: new CaretLine(colour),
        side: head > anchor ? -1 : 1,
      });
      ranges.push(line.range(Math.min(head, end)));
    }
    this.decorations = Decoration.set(ranges, true);
    this.#placeNames();
  }

  /** After the text is laid out: the row of a caret is known then. */
  #placeNames(): void {
    this.#view.requestMeasure({
      key: this,
      read: (view) => {
        const { top } = view.dom.getBoundingClientRect();
        return this.#carets.map(({ name, colour, head }) => {
          const at = view.coordsAtPos(Math.min(head, view.state.doc.length));
          return { name, colour, top: at ? at.top - top : 0, height: at ? at.bottom - at.top : 0 };
        });
      },
      write: (rows) => this.#names.replaceChildren(...rows.map(nameTag)),
    });
  }
}

interface NameRow {
  name: string;
  colour: number;
  top: number;
  height: number;
}

function nameTag({ name, colour, top, height }: NameRow): HTMLElement {
  const tag = document.createElement('span');
  tag.className = `remote-name remote-caret--${colour}`;
  tag.textContent = name.split(' ')[0] ?? name;
  tag.style.setProperty('--top', `${top}px`);
  tag.style.setProperty('--height', `${height}px`);
  return tag;
}

/** Nothing for a caret in a text that this page does not have yet. */
function caretOf({ client, person, name, cursor }: Present, text: Text): Caret | undefined {
  const at = (said: unknown) => {
    try {
      const relative = createRelativePositionFromJSON(said);
      const position = text.doc && createAbsolutePositionFromRelativePosition(relative, text.doc);
      return position?.type === text ? position.index : undefined;
    } catch {
      // Another program may say what is no position; nobody else's caret suffers for it.
      return undefined;
    }
  };
  const [anchor, head] = [at(cursor?.anchor), at(cursor?.head)];
  if (anchor === undefined || head === undefined) return undefined;
  return { client, name, anchor, head, colour: personColour(String(person ?? name)) };
}

export function remoteCarets(live: LiveDocument, place: string): Extension {
  return ViewPlugin.define((view) => new RemoteCarets(view, live, place), {
    decorations: (carets) => carets.decorations,
  });
}
