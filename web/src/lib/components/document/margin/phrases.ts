/**
 * Phrases of rendered prose that a note concerns: found by their place in the text, and marked in
 * the page. Marking never changes a word of the text, and can be taken back.
 */

/** Characters of the text that a passage shows, from `start` up to but not including `end`. */
export interface PhraseRange {
  start: number;
  end: number;
}

export interface Phrase {
  /** The id of the element that says something about it. */
  note: string;
  range: PhraseRange;
  /** Where the phrase itself leads. */
  href?: string;
  /** A note on language underlines it as the editor does. */
  look?: 'language' | 'kept';
}

const LOOKS = {
  language: 'language-note',
  kept: 'language-note language-note--kept',
};

/** The text of sanitised HTML as a page shows it. */
export function textOf(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent;
}

/** Marks phrases within `root`; the answer takes the marks away again. */
export function markPhrases(root: HTMLElement, phrases: Phrase[]): () => void {
  const marks = phrases.flatMap((phrase) => markPhrase(root, phrase));
  return () => {
    for (const mark of marks) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent?.normalize();
    }
  };
}

/** The first mark of a note's phrase. */
export function markOf(root: HTMLElement, note: string): HTMLElement | undefined {
  return [...root.querySelectorAll<HTMLElement>('[data-note]')].find(
    (mark) => mark.dataset['note'] === note,
  );
}

function markPhrase(root: HTMLElement, { note, range, href, look }: Phrase): HTMLElement[] {
  return textPieces(root, range).map(({ node, from, to }) => {
    const piece = node.splitText(from);
    piece.splitText(to - from);
    // A link inside a link would be no HTML.
    const links = href !== undefined && !piece.parentElement?.closest('a');
    const mark = document.createElement(links ? 'a' : look ? 'mark' : 'span');
    mark.className = look ? LOOKS[look] : 'phrase';
    mark.dataset['note'] = note;
    if (links) mark.setAttribute('href', href);
    if (links || look) mark.setAttribute('aria-describedby', note);
    piece.replaceWith(mark);
    mark.append(piece);
    return mark;
  });
}

interface Piece {
  node: Text;
  /** Within the node. */
  from: number;
  to: number;
}

/** A phrase may run over the edges of emphasis and links. */
function textPieces(root: HTMLElement, { start, end }: PhraseRange): Piece[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const pieces: Piece[] = [];
  let at = 0;
  for (let node = walker.nextNode(); node instanceof Text && at < end; node = walker.nextNode()) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, node.length);
    if (from < to) pieces.push({ node, from, to });
    at += node.length;
  }
  return pieces;
}
