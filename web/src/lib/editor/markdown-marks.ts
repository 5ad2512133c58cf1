/**
 * Markdown that looks as it will read: its marks are hidden wherever the caret is not, and words
 * and lines carry the look of what they become. Pure: from a state to ranges.
 */

import { syntaxTree } from '@codemirror/language';
import type { EditorState, Line, SelectionRange } from '@codemirror/state';
import type { SyntaxNode, SyntaxNodeRef } from '@lezer/common';

export interface Hidden {
  from: number;
  to: number;
  /** What stands in its place. */
  as?: 'bullet';
}

export interface Styled {
  from: number;
  to: number;
  look: 'strong' | 'emphasis' | 'code' | 'struck' | 'link' | 'number';
}

export interface StyledLine {
  from: number;
  look: 'heading' | 'quote' | 'item' | 'code-block' | 'fence' | 'gap';
  /** How deep a list item is; the outermost is 1. */
  depth?: number;
}

export interface Marks {
  hidden: Hidden[];
  styled: Styled[];
  lines: StyledLine[];
}

const INLINE: Record<string, Styled['look']> = {
  StrongEmphasis: 'strong',
  Emphasis: 'emphasis',
  InlineCode: 'code',
  Strikethrough: 'struck',
};
const HEADING = /^(ATX|Setext)Heading/;

/** What lies between two places. Without the focus there is no caret to show a mark for. */
export function marksIn(state: EditorState, from: number, to: number, focused: boolean): Marks {
  const marks: Marks = { hidden: [], styled: [], lines: [] };
  const carets = focused ? state.selection.ranges : [];
  const touched = (start: number, end: number) => touches(carets, start, end);
  syntaxTree(state).iterate({
    from,
    to,
    enter: (node) => enter(state, node, marks, touched),
  });
  gaps(state, from, to, focused, marks);
  return marks;
}

type Touched = (from: number, to: number) => boolean;

function enter(state: EditorState, node: SyntaxNodeRef, marks: Marks, touched: Touched): void {
  const look = INLINE[node.name];
  if (look) {
    marks.styled.push({ from: node.from, to: node.to, look });
    if (!touched(node.from, node.to)) hideEnds(node.node, marks);
  } else if (node.name === 'Link') {
    link(node.node, marks, touched);
  } else if (HEADING.test(node.name)) {
    heading(state, node.node, marks, touched);
  } else if (node.name === 'QuoteMark') {
    const line = state.doc.lineAt(node.from);
    marks.lines.push({ from: line.from, look: 'quote' });
    if (!touched(line.from, line.to)) marks.hidden.push(withSpace(state, node));
  } else if (node.name === 'ListMark') {
    item(state, node.node, marks, touched);
  } else if (node.name === 'FencedCode' || node.name === 'CodeBlock') {
    code(state, node, marks, touched);
  }
}

/** The first and the last child of emphasis and code are its marks. */
function hideEnds({ firstChild, lastChild }: SyntaxNode, { hidden }: Marks): void {
  if (firstChild) hidden.push({ from: firstChild.from, to: firstChild.to });
  if (lastChild && lastChild.from !== firstChild?.from) {
    hidden.push({ from: lastChild.from, to: lastChild.to });
  }
}

/** `[words](address)` shows the words. What only looks like a link is left alone. */
function link(node: SyntaxNode, marks: Marks, touched: Touched): void {
  const [opening, closing] = node.getChildren('LinkMark');
  if (!opening || !closing || !(node.getChild('URL') ?? node.getChild('LinkLabel'))) return;
  marks.styled.push({ from: opening.to, to: closing.from, look: 'link' });
  if (touched(node.from, node.to) || opening.to === closing.from) return;
  marks.hidden.push({ from: opening.from, to: opening.to }, { from: closing.from, to: node.to });
}

function heading(state: EditorState, node: SyntaxNode, marks: Marks, touched: Touched): void {
  marks.lines.push({ from: state.doc.lineAt(node.from).from, look: 'heading' });
  if (touched(node.from, node.to)) return;
  for (const mark of node.getChildren('HeaderMark')) marks.hidden.push(withSpace(state, mark));
}

function item(state: EditorState, mark: SyntaxNode, marks: Marks, touched: Touched): void {
  const line = state.doc.lineAt(mark.from);
  const list = mark.parent?.parent;
  const { from, to } = withSpace(state, mark);
  marks.lines.push({ from: line.from, look: 'item', depth: depthOf(mark) });
  // The line is indented already, by its look; a list in a quote stands behind the quote's mark.
  if (line.from < from && state.sliceDoc(line.from, from).trim() === '') {
    marks.hidden.push({ from: line.from, to: from });
  }
  if (list?.name === 'OrderedList') marks.styled.push({ from, to, look: 'number' });
  else if (!touched(from, mark.to)) marks.hidden.push({ from, to, as: 'bullet' });
}

/** The fences become the space above and below the code. */
function code(state: EditorState, node: SyntaxNodeRef, marks: Marks, touched: Touched): void {
  const fences = node.node.getChildren('CodeMark').map(({ from }) => state.doc.lineAt(from));
  for (const line of linesOf(state, node)) {
    const isFence = fences.some(({ number }) => number === line.number);
    marks.lines.push({ from: line.from, look: 'code-block' });
    if (!isFence || touched(node.from, node.to)) continue;
    marks.lines.push({ from: line.from, look: 'fence' });
    marks.hidden.push({ from: line.from, to: line.to });
  }
}

function depthOf(node: SyntaxNode): number {
  let depth = 0;
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (outer.name === 'BulletList' || outer.name === 'OrderedList') depth += 1;
  }
  return depth;
}

/** A mark with the space that parts it from its words. */
function withSpace(state: EditorState, { from, to }: { from: number; to: number }): Hidden {
  return { from, to: state.sliceDoc(to, to + 1) === ' ' ? to + 1 : to };
}

function* linesOf(state: EditorState, { from, to }: { from: number; to: number }) {
  for (let line = state.doc.lineAt(from); ; line = state.doc.line(line.number + 1)) {
    yield line;
    if (line.to >= to || line.number === state.doc.lines) return;
  }
}

/**
 * The empty line between two paragraphs is as high as the space that it becomes. The last line, and
 * the one of several where somebody is about to write, are lines.
 */
function gaps(
  state: EditorState,
  from: number,
  to: number,
  focused: boolean,
  { lines }: Marks,
): void {
  const { doc } = state;
  const written = new Set(lines.map((line) => line.from));
  const caret = focused ? doc.lineAt(state.selection.main.head).number : undefined;
  const isBlank = (line: Line) => line.text.trim() === '';
  for (const line of linesOf(state, { from, to })) {
    if (!isBlank(line) || line.number === doc.lines || written.has(line.from)) continue;
    const beside = [line.number - 1, line.number + 1].filter((number) => number > 0);
    const opened = line.number === caret && beside.some((number) => isBlank(doc.line(number)));
    if (!opened) lines.push({ from: line.from, look: 'gap' });
  }
}

function touches(carets: readonly SelectionRange[], from: number, to: number): boolean {
  return carets.some((caret) => caret.from <= to && caret.to >= from);
}
