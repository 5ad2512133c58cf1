/** Figures of a quarter for tests: what matters is given, the rest is empty. */

import type { QuarterFigures } from '$lib/api/shapes';

interface Given {
  incidents?: number;
  reviewed?: number;
  repeats?: number;
  low?: number;
  high?: number;
  partial?: boolean;
  actions?: Partial<QuarterFigures['actions']>;
  withinWeek?: QuarterFigures['within_week'];
  overdueAtEnd?: number;
  detectMedian?: number;
}

export function quarter(label: string, given: Given = {}): QuarterFigures {
  const { reviewed = 0, repeats = 0, low, high, detectMedian } = given;
  const known = reviewed > 0;
  return {
    label,
    partial: given.partial ?? false,
    overdue_at_end: given.overdueAtEnd ?? 0,
    incidents: given.incidents ?? reviewed,
    reviewed,
    repeats,
    repeat_incident_rate: {
      value: known ? repeats / reviewed : null,
      low: known ? (low ?? 0) : null,
      high: known ? (high ?? 1) : null,
      repeats,
      incidents: reviewed,
      from: null,
      to: '2026-10-01T00:00:00Z',
      method: 'Wilson',
    },
    actions: { open: 0, overdue: 0, done_on_time: 0, due: 0, ...given.actions },
    within_week: given.withinWeek ?? { held: 0, of: 0 },
    detect_seconds:
      detectMedian === undefined
        ? null
        : { count: 1, lower: detectMedian, median: detectMedian, upper: detectMedian },
    recover_seconds: null,
  };
}
