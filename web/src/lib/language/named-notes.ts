/** Notes on language with names of their own, the same whoever found them and however often. */

import type { LanguageFinding } from '$lib/api/language-shapes';

export interface LanguageNote {
  /** The id of its element. It stays while the phrase does, whatever is written around it. */
  id: string;
  /** `section:summary` */
  place: string;
  finding: LanguageFinding;
}

/** Findings of one place in the order of its text. */
export function namedNotes(place: string, findings: readonly LanguageFinding[]): LanguageNote[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const name = ['language', place, finding.rule, finding.phrase].map(slug).join('-');
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return { id: before === 0 ? name : `${name}-${before + 1}`, place, finding };
  });
}

function slug(text: string): string {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return words.replace(/^-|-$/g, '').slice(0, 60);
}
