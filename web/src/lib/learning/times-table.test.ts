import { expect, it } from 'vitest';

import type { Times, TimeSpread } from '$lib/api/pattern-shapes';

import { longestStep, middleHalf, timesRows } from './times-table';

const spread = (median: number): TimeSpread => ({
  count: 12,
  lower: median / 2,
  median,
  upper: median * 3,
  points: [{ incident: 'INC-57', seconds: median }],
});

const times: Times = {
  incidents: 20,
  counted_from: 'before',
  steps: [
    {
      step: 'detect',
      all: spread(300),
      by_quarter: [
        { label: '2026 Q3', partial: false, spread: spread(240) },
        { label: '2026 Q4', partial: true, spread: null },
      ],
      by_service: [{ service: 3, spread: spread(600) }],
    },
    { step: 'identify', all: spread(1800), by_quarter: [], by_service: [] },
    { step: 'mitigate', all: null, by_quarter: [], by_service: [] },
  ],
};

it('has a row for each step, quarter or service', () => {
  const labels = (view: 'step' | 'quarter' | 'service') =>
    timesRows(times, view, 'detect', (id) => `service ${id}`).map(({ label }) => label);
  expect(labels('step')).toEqual(['Detect', 'Identify', 'Mitigate']);
  expect(labels('quarter')).toEqual(['2026 Q3', '2026 Q4 so far']);
  expect(labels('service')).toEqual(['service 3']);
});

it('says the step that takes longest with its spread, and no mean', () => {
  expect(longestStep(times)).toBe(
    'Most time goes into the step “identify”: half of 12 incidents took longer than 30 min, the middle half 15 min to 1 h 30.',
  );
  expect(longestStep({ ...times, counted_from: 'start' })).toBe('');
  expect(longestStep({ ...times, steps: [] })).toBe('');
  expect(middleHalf({ lower: 59, upper: 90_000 })).toBe('59 s to 1 d 1 h');
});
