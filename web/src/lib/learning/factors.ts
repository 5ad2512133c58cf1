/** The factors of the vocabulary by how many incidents had them. */

import type { FactorCount } from '$lib/api/shapes';
import { count, plural } from '$lib/format';

export interface RankedFactor {
  id: number;
  label: string;
  incidents: number;
  /** Of the most frequent one. */
  share: number;
  query: string;
}

/** The most frequent first; the same number in the order of the alphabet. */
export function rankFactors(
  counts: FactorCount[],
  label: (factor: number) => string,
): RankedFactor[] {
  const most = Math.max(1, ...counts.map(({ incidents }) => incidents));
  return counts
    .filter(({ incidents }) => incidents > 0)
    .map(({ factor, incidents }) => ({
      id: factor,
      label: label(factor),
      incidents,
      share: incidents / most,
      query: `factor:"${label(factor).replaceAll('"', '')}"`,
    }))
    .sort((a, b) => b.incidents - a.incidents || a.label.localeCompare(b.label, 'en'));
}

/** "14 factors came back, 9 were met once." */
export function factorsInWords(ranked: RankedFactor[]): string {
  const again = ranked.filter(({ incidents }) => incidents > 1).length;
  const once = ranked.length - again;
  const met = once === 0 ? '' : `; ${count(once)} ${once === 1 ? 'was' : 'were'} met once`;
  return again === 0
    ? `No factor was met twice yet${met}.`
    : `${plural(again, 'factor')} came back in a later incident${met}.`;
}
