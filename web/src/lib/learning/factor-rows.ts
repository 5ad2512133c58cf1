/** The rows of recurring factors, ready to be shown: ranked, with their bars and heat. */

import type { FactorPattern, Lately, Patterns } from '$lib/api/pattern-shapes';
import type { QuarterValue } from '$lib/components/charts/quarter-bars';
import { percent } from '$lib/format';

import { heatStep, type HeatStep } from './heat';
import { latelyWords } from './lately';
import { amountOf, amountText, impactText, totalOf, type PatternMeasure } from './pattern-measure';

/** Whether a heat number is an amount, or its share of the factor's. */
export type HeatForm = 'count' | 'share';

export interface HeatCell {
  service: number;
  /** Undefined where the factor never met the service. */
  text?: string;
  step: HeatStep;
  /** "6 of 13 incidents with “Retries not bounded” touched ledger" */
  title: string;
  query: string;
}

export interface FactorRow {
  id: number;
  rank: number;
  label: string;
  query: string;
  quarters: QuarterValue[];
  spoken: string;
  incidents: number;
  /** Duration, or what it cost when that is what is looked at. */
  impact: string;
  lately: Lately;
  latelyWords: string;
  last: string;
  cells: HeatCell[];
}

export interface FactorTable {
  rows: FactorRow[];
  /** The greatest of all quarters: the bars of all rows share one scale. */
  most: number;
}

export interface Naming {
  factor: (id: number) => string;
  service: (id: number) => string;
}

export function factorRows(
  patterns: Pick<Patterns, 'factors' | 'quarters' | 'services'>,
  shown: { measure: PatternMeasure; form: HeatForm },
  naming: Naming,
  now: Date,
): FactorTable {
  const { measure } = shown;
  // Sorting keeps the server's order among equals.
  const ranked = patterns.factors.toSorted((a, b) => totalOf(b, measure) - totalOf(a, measure));
  const most = Math.max(
    0,
    ...ranked.flatMap(({ by_quarter: cells }) => cells.map((cell) => amountOf(cell, measure))),
  );
  const hottest = Math.max(
    0,
    ...ranked.flatMap(({ by_service: cells }) =>
      cells
        .filter(({ service }) => patterns.services.includes(service))
        .map((cell) => amountOf(cell, measure)),
    ),
  );
  const rows = ranked.map((factor, index): FactorRow => {
    const label = naming.factor(factor.factor);
    const currency = factor.cost.currency;
    const text = (amount: number) => amountText(amount, measure, currency);
    const quarters = factor.by_quarter.map((cell, at) => ({
      value: amountOf(cell, measure),
      partial: patterns.quarters[at]?.partial ?? false,
    }));
    const said = quarters.map(({ value, partial }) => `${text(value)}${partial ? ' so far' : ''}`);
    return {
      id: factor.factor,
      rank: index + 1,
      label,
      query: `factor:${quoted(label)}`,
      quarters,
      spoken: `Per quarter: ${said.join(', ')}`,
      incidents: factor.incidents,
      impact:
        measure === 'cost' ? text(totalOf(factor, measure)) : impactText(factor.impact_seconds),
      lately: factor.lately,
      latelyWords: latelyWords(factor.lately, factor.last_began, now),
      last: factor.last,
      cells: patterns.services.map((service) =>
        heatCell(factor, service, { ...shown, hottest, label, service: naming.service(service) }),
      ),
    };
  });
  return { rows, most };
}

interface CellContext {
  measure: PatternMeasure;
  form: HeatForm;
  hottest: number;
  label: string;
  service: string;
}

function heatCell(factor: FactorPattern, service: number, context: CellContext): HeatCell {
  const { measure, form, hottest, label } = context;
  const cell = factor.by_service.find((entry) => entry.service === service);
  const incidents = cell?.incidents ?? 0;
  const amount = cell ? amountOf(cell, measure) : 0;
  const total = totalOf(factor, measure);
  const share = total > 0 ? amount / total : 0;
  const text =
    form === 'share' ? percent(share) : amountText(amount, measure, factor.cost.currency);
  return {
    service,
    text: incidents > 0 ? text : undefined,
    step: form === 'share' ? heatStep(share, 1) : heatStep(amount, hottest),
    title: `${incidents} of ${factor.incidents} incidents with “${label}” touched ${context.service}`,
    query: `factor:${quoted(label)} service:${quoted(context.service)}`,
  };
}

/** A value of the query language; a quote inside would end it. */
function quoted(value: string): string {
  return /[\s:,"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
}
