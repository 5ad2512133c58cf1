/** The table of factors as a file: a row for each factor, every quarter and every service shown. */

import type { Patterns } from '$lib/api/pattern-shapes';
import { toCsv } from '$lib/csv';

import type { Naming } from './factor-rows';
import { amountOf, MEASURES, totalOf, type PatternMeasure } from './pattern-measure';

/** Amounts are incidents, minutes, or units of the currency, which stands in a column of its own. */
export function patternCsv(
  patterns: Pick<Patterns, 'factors' | 'quarters' | 'services'>,
  measure: PatternMeasure,
  naming: Naming,
): string {
  const counted = MEASURES[measure].toLowerCase();
  const head = [
    'factor',
    'incidents',
    'impact minutes',
    'cost',
    'currency',
    'lately',
    'last in',
    'last began',
    ...patterns.quarters.map(
      ({ label, partial }) => `${label} ${counted}${partial ? ' so far' : ''}`,
    ),
    ...patterns.services.map((service) => `${naming.service(service)} ${counted}`),
  ];
  const rows = patterns.factors.map((factor) => [
    naming.factor(factor.factor),
    factor.incidents,
    totalOf(factor, 'minutes'),
    totalOf(factor, 'cost'),
    factor.cost.currency,
    factor.lately,
    factor.last,
    factor.last_began,
    ...factor.by_quarter.map((cell) => amountOf(cell, measure)),
    ...patterns.services.map((service) => {
      const cell = factor.by_service.find((entry) => entry.service === service);
      return cell ? amountOf(cell, measure) : 0;
    }),
  ]);
  return toCsv([head, ...rows]);
}
