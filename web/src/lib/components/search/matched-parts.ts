/** Where the words of a search stand in a text. */

export interface Part {
  text: string;
  matched: boolean;
}

/** Cuts a text where the words begin and end. Overlapping places become one. */
export function matchedParts(text: string, words: string): Part[] {
  const folded = fold(text);
  const hit = new Array<boolean>(text.length).fill(false);
  // A letter that folds into two would shift every place behind it.
  if (folded.length === text.length) {
    for (const word of wordsOf(words)) {
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
        hit.fill(true, at, at + word.length);
      }
    }
  }
  const parts: Part[] = [];
  for (let at = 0; at < text.length; at++) {
    const matched = hit[at] ?? false;
    const last = parts.at(-1);
    if (last?.matched === matched) last.text += text[at];
    else parts.push({ text: text[at] ?? '', matched });
  }
  return parts;
}

/** Cuts a text at places that the server tells, which counts in characters and not as JavaScript. */
export function markedParts(text: string, marks: { start: number; end: number }[]): Part[] {
  const characters = Array.from(text);
  const parts: Part[] = [];
  const add = (from: number, to: number, matched: boolean) => {
    if (from < to) parts.push({ text: characters.slice(from, to).join(''), matched });
  };
  let at = 0;
  for (const { start, end } of marks) {
    add(at, start, false);
    add(start, end, true);
    at = end;
  }
  add(at, characters.length, false);
  return parts;
}

function wordsOf(words: string): string[] {
  return fold(words)
    .split(/[\s"]+/)
    .filter(Boolean);
}

function fold(text: string): string {
  return text.toLowerCase();
}
