/** Factors that occur together, as sentences that say how many and how sure. */

import type { FactorPair, FactorPairs } from '$lib/api/pattern-shapes';
import { count, plural } from '$lib/format';

/** "in 6 incidents; by chance it would have been 1.3" */
export function pairCounts({ both, expected }: FactorPair): string {
  return `in ${plural(both, 'incident')}; by chance it would have been ${expected.toFixed(1)}`;
}

/** "7 of 7 incidents with the first, 6 of 9 with the second", and how unlikely that is. */
export function pairBasis(pair: FactorPair, lookedAt: number): string {
  const { both, with_first: first, with_second: second } = pair;
  const shares = `${both} of ${count(first)} with the one and of ${count(second)} with the other`;
  return `${shares}; ${chanceWords(pair.by_chance)}, with all ${plural(lookedAt, 'pair')} in mind`;
}

/** "as many would come by chance in less than 1 of 1,000 cases" */
export function chanceWords(chance: number): string {
  const one = Math.max(20, Math.floor(1 / Math.max(chance, 1e-6)));
  const digits = 10 ** Math.floor(Math.log10(one));
  return `as many would come by chance in less than 1 of ${count(Math.floor(one / digits) * digits)} cases`;
}

/** What is said when no pair passes. */
export function noPair({ incidents, looked_at: lookedAt }: FactorPairs): string {
  if (lookedAt === 0) {
    return 'No two factors have come twice each yet, so nothing can be said of pairs.';
  }
  const pairs = lookedAt === 1 ? 'The one pair' : `None of ${plural(lookedAt, 'pair')}`;
  const verb = lookedAt === 1 ? 'does not come' : 'comes';
  return `${pairs} of factors ${verb} together more often in ${plural(incidents, 'incident')} than chance would have it.`;
}
