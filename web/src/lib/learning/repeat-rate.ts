/** The Repeat Incident Rate in a sentence that claims no more than its intervals allow. */

import type { QuarterFigures } from '$lib/api/shapes';
import type { IntervalPoint } from '$lib/components/charts/interval';
import { count, percent } from '$lib/format';

export interface RateSentence {
  /** Before the counts: "Last quarter". */
  before: string;
  /** "4 of 13" */
  counts: string;
  after: string;
}

interface Known {
  quarter: QuarterFigures;
  value: number;
  low: number;
  high: number;
}

function known(quarter: QuarterFigures): Known[] {
  const { value, low, high } = quarter.repeat_incident_rate;
  return value == null || low == null || high == null ? [] : [{ quarter, value, low, high }];
}

/** An interval wider than this says little about where the rate is. */
const WIDE = 0.25;

/** Null before any post-mortem is published: there is nothing to say then. */
export function rateSentence(quarters: QuarterFigures[]): RateSentence | null {
  const closed = quarters.filter(({ partial }) => !partial);
  const told = closed.flatMap(known);
  const last = told.at(-1);
  if (!last) return soFar(quarters);

  const { repeats, incidents } = last.quarter.repeat_incident_rate;
  const isLast = last.quarter === closed.at(-1);
  const had = `incident${incidents === 1 ? '' : 's'} had a root cause we had already met.`;
  return {
    before: isLast ? 'Last quarter' : `In ${last.quarter.label}`,
    counts: `${repeats === 0 ? 'none' : repeats} of ${incidents}`,
    after: `${had} ${reading(last, told.at(-2))}`,
  };
}

function soFar(quarters: QuarterFigures[]): RateSentence | null {
  const current = quarters.find(({ partial }) => partial);
  if (!current || known(current).length === 0) return null;
  const { repeats, incidents } = current.repeat_incident_rate;
  return {
    before: 'This quarter, so far,',
    counts: `${repeats === 0 ? 'none' : repeats} of ${incidents}`,
    after: `${incidents === 1 ? 'incident' : 'incidents'} had a root cause we had already met. It is too early to say more.`,
  };
}

/** A change is claimed only when the two intervals do not meet. */
function reading(last: Known, before: Known | undefined): string {
  if (!before) return 'There is no earlier quarter to hold it against yet.';
  if (last.low > before.high)
    return 'That is a rise: the intervals of the two quarters do not meet.';
  if (last.high < before.low)
    return 'That is a fall: the intervals of the two quarters do not meet.';
  const wide = last.high - last.low > WIDE;
  const opening = wide ? 'The interval is wide:' : 'The intervals overlap:';
  if (last.value > before.value) return `${opening} this may be a rise, or it may be chance.`;
  if (last.value < before.value) return `${opening} this may be a fall, or it may be chance.`;
  if (last.value === 0)
    return `With so few the true share may still be up to ${percent(last.high)}.`;
  return 'The quarter before was no different.';
}

/** "2026 Q3" → "Q3", with the year under the first one and under each first quarter. */
export function ratePoints(quarters: QuarterFigures[]): IntervalPoint[] {
  return quarters.map((quarter, index) => {
    const [year, label = ''] = quarter.label.split(' ');
    const { value, low, high, repeats, incidents } = quarter.repeat_incident_rate;
    return {
      label,
      group: index === 0 || label === 'Q1' ? year : undefined,
      value: value ?? null,
      low: low ?? 0,
      high: high ?? 0,
      k: repeats,
      n: incidents,
      partial: quarter.partial,
      year: quarter.rolling_year.value ?? null,
    };
  });
}

/** The counts behind the rate over a year, for the line under the chart. */
export function yearInWords(figures: { repeats: number; reviewed: number }): string {
  return `${figures.repeats} of ${count(figures.reviewed)} reviewed`;
}
