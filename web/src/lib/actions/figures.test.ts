import { expect, it } from 'vitest';

import { actionView } from '../../test/action';

import { ageStrip, behindRepeats, completionPoints, lastQuarters, sprintLengths } from './figures';

it('names the incidents that came back', () => {
  const open = [
    actionView({ behind: ['INC-57'] }),
    actionView({ behind: ['INC-60'] }),
    actionView(),
  ];
  expect(behindRepeats(open)).toEqual({
    count: 2,
    note: 'INC-57 and INC-60 came back with these open',
  });
  expect(behindRepeats([actionView()]).count).toBe(0);
});

const quarter = (label: string, done_on_time: number, due: number, partial = false) => ({
  label,
  partial,
  done_on_time,
  due,
  value: due > 0 ? done_on_time / due : null,
  low: due > 0 ? 0.1 : null,
  high: due > 0 ? 0.9 : null,
});

it('holds the last quarter that is over against the one before in which something was due', () => {
  const quarters = [
    quarter('2025 Q4', 0, 0),
    quarter('2026 Q1', 3, 4),
    quarter('2026 Q2', 0, 0),
    quarter('2026 Q3', 14, 19),
    quarter('2026 Q4', 1, 1, true),
  ];
  expect(lastQuarters(quarters).map(({ label }) => label)).toEqual(['2026 Q3', '2026 Q1']);
  const points = completionPoints(quarters);
  expect(points.map(({ label, group, k, n, value }) => [label, group, k, n, value])).toEqual([
    ['Q1', '2026', 3, 4, 0.75],
    ['Q2', undefined, 0, 0, null],
    ['Q3', undefined, 14, 19, 14 / 19],
    ['Q4', undefined, 1, 1, 1],
  ]);
  expect(completionPoints([quarter('2026 Q1', 0, 0)])).toEqual([]);
});

it('puts every age on one axis', () => {
  const days = { count: 4, lower: 5, median: 10, upper: 15 };
  const strip = ageStrip({ days, points: [0, 10, 10, 20] });
  expect(strip.points).toEqual([
    { at: 0, of: 1 },
    { at: 0.5, of: 2 },
    { at: 1, of: 1 },
  ]);
  expect([strip.lower, strip.median, strip.upper, strip.most]).toEqual([0.25, 0.5, 0.75, 20]);
});

it('names the length of a sprint, or between what it lies', () => {
  const team = (length_days: number) => ({
    cadence: {
      starts_on: '2026-01-05',
      first_number: 1,
      length_days,
      name_pattern: 'Sprint {number}',
      told: [],
    },
  });
  expect(sprintLengths([team(14), team(14)])).toBe('one sprint is 14');
  expect(sprintLengths([team(14), team(7)])).toBe('a sprint is 7 to 14');
  expect(sprintLengths([])).toBeUndefined();
});
