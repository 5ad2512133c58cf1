/** Draws what `markdown-marks.ts` says of the lines in sight. */

import { syntaxTree } from '@codemirror/language';
import { type Extension, type Range } from '@codemirror/state';
import {
  Decoration,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type EditorView,
  type ViewUpdate,
} from '@codemirror/view';

import { marksIn, type Hidden, type StyledLine } from './markdown-marks';

class Bullet extends WidgetType {
  override eq(): boolean {
    return true;
  }

  toDOM(): HTMLElement {
    const bullet = document.createElement('span');
    bullet.className = 'live-text__bullet';
    bullet.textContent = '•';
    bullet.ariaHidden = 'true';
    return bullet;
  }
}

const bullet = Decoration.replace({ widget: new Bullet() });
const hidden = Decoration.replace({});

function draw(view: EditorView): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    const marks = marksIn(view.state, from, to, view.hasFocus);
    for (const line of marks.lines) ranges.push(lineLook(line).range(line.from));
    for (const { from, to, look } of marks.styled) {
      if (from < to) ranges.push(Decoration.mark({ class: `live-text__${look}` }).range(from, to));
    }
    for (const one of marks.hidden) if (one.from < one.to) ranges.push(hide(one));
  }
  return Decoration.set(ranges, true);
}

function lineLook({ look, depth }: StyledLine): Decoration {
  const deep = depth === undefined ? '' : ` live-text__item--${Math.min(depth, 4)}`;
  return Decoration.line({ class: `live-text__${look}${deep}` });
}

function hide({ from, to, as }: Hidden): Range<Decoration> {
  return (as === 'bullet' ? bullet : hidden).range(from, to);
}

class MarkdownLook {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = draw(view);
  }

  update(update: ViewUpdate): void {
    const { docChanged, selectionSet, focusChanged, viewportChanged, startState, state } = update;
    const parsed = syntaxTree(startState) !== syntaxTree(state);
    if (docChanged || selectionSet || focusChanged || viewportChanged || parsed) {
      this.decorations = draw(update.view);
    }
  }
}

export function markdownLook(): Extension {
  return ViewPlugin.fromClass(MarkdownLook, { decorations: (look) => look.decorations });
}
