/** What the page of patterns rests on, in a sentence. */

import type { Patterns } from '$lib/api/pattern-shapes';
import { count, plural } from '$lib/format';

const monthYear = new Intl.DateTimeFormat('en-GB', {
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** Fewer than this, and chance makes every pattern. */
const FEW = 5;

/** "61 incidents since January 2025, 55 reviewed. A factor counts once per incident." */
export function patternsInWords({
  incidents,
  reviewed,
  since,
}: Pick<Patterns, 'incidents' | 'reviewed' | 'since'>): string {
  if (incidents === 0) return 'No incident yet. What they have in common appears here.';
  const those = reviewed === 0 ? 'none' : count(reviewed);
  const basis = `${plural(incidents, 'incident')} since ${monthYear.format(new Date(since))}, ${those} reviewed.`;
  return incidents < FEW
    ? `${basis} So few may have something in common by chance.`
    : `${basis} A factor counts once per incident.`;
}
