/** How often published post-mortems blame, in words and as rows. */

import type { LanguageQuarter, LanguageTrend } from '$lib/api/language-shapes';
import { plural } from '$lib/format';

/** "1.2", and "0" where there is nothing. */
export function rate(perThousand: number | null): string {
  if (perThousand === null) return '–';
  return perThousand === 0 ? '0' : perThousand.toFixed(perThousand < 0.095 ? 2 : 1);
}

/** Of the quarters that are over: the last one beside all before it. */
export function trendInWords({ quarters }: LanguageTrend): string {
  const words = sum(quarters, ({ words }) => words);
  if (words === 0) return 'No post-mortem was published in these quarters.';
  const over = quarters.filter(({ partial, words: some }) => !partial && some > 0);
  const last = over.at(-1);
  const found = sum(quarters, (quarter) => quarter.found);
  const documents = sum(quarters, (quarter) => quarter.documents);
  const all = `${plural(found, 'phrase')} in ${plural(documents, 'published post-mortem')}`;
  const before = over.slice(0, -1);
  if (!last || before.length === 0) return `${all}; too early to compare quarters.`;
  const earlier = (1_000 * sum(before, (quarter) => quarter.found)) / sum(before, (q) => q.words);
  return `${all}: ${rate(last.per_thousand)} in a thousand words in ${last.label}, ${rate(earlier)} before. ${certainty(last, earlier)}`;
}

/** Whether the rate of before lies within the interval of the last quarter. */
function certainty({ low, high }: LanguageQuarter, earlier: number): string {
  if (low === null || high === null) return '';
  if (earlier > high) return 'That is less, and more than chance would bring about.';
  if (earlier < low) return 'That is more, and more than chance would bring about.';
  return 'The difference may be chance.';
}

export function greatest(quarters: readonly LanguageQuarter[]): number {
  return Math.max(0, ...quarters.map(({ per_thousand }) => per_thousand ?? 0));
}

function sum(
  quarters: readonly LanguageQuarter[],
  of: (quarter: LanguageQuarter) => number,
): number {
  return quarters.reduce((total, quarter) => total + of(quarter), 0);
}
