import { expect, it } from 'vitest';

import { rateOfYear, type RepeatRates } from './repeat-rates';

const rates = (repeats: number, incidents: number, days?: [number, number]): RepeatRates => ({
  rate: {
    value: repeats / incidents,
    low: 0.07,
    high: 0.36,
    repeats,
    incidents,
    from: null,
    to: '2026-10-14T12:00:00Z',
    method: '',
  },
  series: [],
  by_team: [],
  by_service: [],
  by_severity: [],
  days_to_recurrence: days ? { count: days[0], lower: 1, median: days[1], upper: 900 } : null,
  change: null,
});

it('tells the counts, the interval and how long it took', () => {
  expect(rateOfYear(rates(4, 24, [4, 47.6]))).toBe(
    '4 of 24 incidents repeated an earlier one: 17% (7–36%). Half of them came back within 48 days.',
  );
  expect(rateOfYear(rates(1, 5, [1, 1.2]))).toMatch(/It came back after 1 day\.$/);
  expect(rateOfYear(rates(0, 1))).toBe('None of 1 incident repeated an earlier one: 0% (7–36%).');
});
