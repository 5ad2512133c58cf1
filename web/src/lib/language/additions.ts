/** What a workspace adds to the check of language, as its form holds it. */

import type { LanguageRule, LanguageSeverity } from '$lib/api/language-shapes';

export const SEVERITIES: { value: LanguageSeverity; label: string }[] = [
  { value: 'off', label: 'Off' },
  { value: 'note', label: 'Note' },
  { value: 'warning', label: 'Warning' },
  { value: 'error', label: 'Error' },
];

/** One entry on a line. */
export function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

export function text(entries: readonly string[]): string {
  return entries.join('\n');
}

/** Only what is not as it comes is kept, so that a later pack can set the rest anew. */
export function changedSeverities(
  chosen: Record<string, LanguageSeverity>,
  rules: readonly LanguageRule[],
): Record<string, LanguageSeverity> {
  const usual = new Map(rules.map((rule) => [rule.id, rule.usual_severity]));
  return Object.fromEntries(
    Object.entries(chosen).filter(([id, severity]) => usual.get(id) !== severity),
  );
}
