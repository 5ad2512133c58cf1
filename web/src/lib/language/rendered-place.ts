/** Where a phrase of the Markdown source stands in the text that a page shows of it. */

import type { PhraseRange } from '$lib/components/document/margin/phrases';

interface Place {
  start: number;
  end: number;
}

/**
 * The same occurrence of the same words. Marks that the page does not show are left out of both, so
 * that "**forgot** to" is found; nothing when the words are not there as they were.
 */
export function renderedPlace(
  source: string,
  { start, end }: Place,
  shown: string,
): PhraseRange | undefined {
  const words = bare(source.slice(start, end)).text;
  if (words === '') return undefined;
  const before = occurrences(bare(source.slice(0, end)).text, words).length;
  const page = bare(shown);
  const at = occurrences(page.text, words)[before - 1];
  if (at === undefined) return undefined;
  const [from, last] = [page.places[at], page.places[at + words.length - 1]];
  if (from === undefined || last === undefined) return undefined;
  return { start: from, end: last + 1 };
}

/** Letters, digits and single spaces, each with its place. The address of a link is not shown. */
function bare(text: string): { text: string; places: number[] } {
  const without = text.replace(
    /(\[[^\]]*\])(\([^)\s]*\))/g,
    (_, label: string, address: string) => `${label}${' '.repeat(address.length)}`,
  );
  let kept = '';
  const places: number[] = [];
  for (let at = 0; at < without.length; at += 1) {
    const unit = without.charAt(at);
    const isSpace = /\s/.test(unit);
    if (isSpace ? kept === '' || kept.endsWith(' ') : /[*_~`[\]]/.test(unit)) continue;
    kept += isSpace ? ' ' : unit;
    places.push(at);
  }
  return { text: kept, places };
}

function occurrences(text: string, words: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) found.push(at);
  return found;
}
