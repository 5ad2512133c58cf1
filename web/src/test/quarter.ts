/** Figures of a quarter for tests: what matters is given, the rest is empty. */

import type { QuarterFigures, RepeatRate } from '$lib/api/shapes';

interface Given {
  incidents?: number;
  reviewed?: number;
  repeats?: number;
  low?: number;
  high?: number;
  partial?: boolean;
  /** Of the year that ends with the quarter. */
  year?: RateCounts;
  actions?: Partial<QuarterFigures['actions']>;
  withinWeek?: QuarterFigures['within_week'];
  overdueAtEnd?: number;
  detectMedian?: number;
}

interface RateCounts {
  repeats: number;
  incidents: number;
}

export function quarter(label: string, given: Given = {}): QuarterFigures {
  const { reviewed = 0, repeats = 0, low, high, detectMedian } = given;
  return {
    label,
    partial: given.partial ?? false,
    overdue_at_end: given.overdueAtEnd ?? 0,
    incidents: given.incidents ?? reviewed,
    reviewed,
    repeats,
    repeat_incident_rate: rate({ repeats, incidents: reviewed }, low, high),
    rolling_year: rate(given.year ?? { repeats: 0, incidents: 0 }),
    actions: { open: 0, overdue: 0, done_on_time: 0, due: 0, ...given.actions },
    action_completion: { done_on_time: 0, due: 0, value: null, low: null, high: null },
    within_week: given.withinWeek ?? { held: 0, of: 0 },
    detect_seconds:
      detectMedian === undefined
        ? null
        : { count: 1, lower: detectMedian, median: detectMedian, upper: detectMedian },
    recover_seconds: null,
  };
}

function rate({ repeats, incidents }: RateCounts, low = 0, high = 1): RepeatRate {
  const known = incidents > 0;
  return {
    value: known ? repeats / incidents : null,
    low: known ? low : null,
    high: known ? high : null,
    repeats,
    incidents,
    from: null,
    to: '2026-10-01T00:00:00Z',
    method: 'Wilson',
  };
}
