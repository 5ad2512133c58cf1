/** Underlines the phrases of notes in prose that the server rendered. */

import { markPhrases } from '$lib/components/document/margin/phrases';

import type { LanguageNote } from './named-notes';
import { renderedPlace } from './rendered-place';

/** For `{@attach}`: `source` is the Markdown that `root` shows. */
export function underlined(source: string, notes: readonly LanguageNote[]) {
  return (root: HTMLElement) => {
    if (notes.length === 0) return;
    const phrases = notes.flatMap(({ id, finding }) => {
      const range = phraseOnPage(source, finding, root.textContent);
      return range ? [{ note: id, range, look: lookOf(finding) }] : [];
    });
    return markPhrases(root, phrases);
  };
}

/** Nothing when the source says something else by now. */
export function phraseOnPage(
  source: string,
  { start, end, phrase }: LanguageNote['finding'],
  shown: string,
) {
  if (source.slice(start, end) !== phrase) return undefined;
  return renderedPlace(source, { start, end }, shown);
}

export function lookOf({ kept }: LanguageNote['finding']): 'language' | 'kept' {
  return kept ? 'kept' : 'language';
}
