/** A text cut at the phrases that notes speak of. */

import type { LanguageNote } from './named-notes';

export interface Piece {
  words: string;
  note?: LanguageNote;
}

/** Where two phrases overlap, the first one is cut out. A note on words that changed is left out. */
export function pieces(text: string, notes: readonly LanguageNote[]): Piece[] {
  const cut: Piece[] = [];
  let at = 0;
  for (const note of notes) {
    const { start, end, phrase } = note.finding;
    if (start < at || text.slice(start, end) !== phrase) continue;
    if (start > at) cut.push({ words: text.slice(at, start) });
    cut.push({ words: phrase, note });
    at = end;
  }
  if (at < text.length) cut.push({ words: text.slice(at) });
  return cut;
}
