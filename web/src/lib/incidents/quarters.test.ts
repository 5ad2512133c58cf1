import { expect, it } from 'vitest';

import { quarter } from '../../test/quarter';

import { groupByQuarter, quarterNote, quarterOf } from './quarters';

it('names the quarter of UTC', () => {
  expect(quarterOf('2026-10-01T00:30:00+02:00')).toBe('2026 Q3');
  expect(quarterOf('2026-10-01T00:30:00Z')).toBe('2026 Q4');
  expect(quarterOf('2026-01-31T00:00:00Z')).toBe('2026 Q1');
});

it('groups rows in their order and keeps their place in the list', () => {
  const rows = ['2026-10-13', '2026-10-01', '2026-09-30', '2025-12-31'].map((day) => ({
    began_at: `${day}T12:00:00Z`,
  }));
  const groups = groupByQuarter(rows);
  expect(groups.map(({ label }) => label)).toEqual(['2026 Q4', '2026 Q3', '2025 Q4']);
  expect(groups.map(({ rows }) => rows.map(({ index }) => index))).toEqual([[0, 1], [2], [3]]);
});

it('states the rate with its interval and its counts', () => {
  const full = quarter('2026 Q3', {
    incidents: 13,
    reviewed: 13,
    repeats: 4,
    low: 0.127,
    high: 0.576,
  });
  expect(quarterNote(full)).toBe('13 incidents, 4 repeats, 31% (13–58%)');
  const some = quarter('2026 Q3', {
    incidents: 13,
    reviewed: 9,
    repeats: 1,
    low: 0.02,
    high: 0.435,
  });
  expect(quarterNote(some)).toBe('13 incidents, 1 repeat of 9 read, 11% (2–44%)');
});

it('states no rate before anything is read', () => {
  const current = quarter('2026 Q4', { incidents: 6, reviewed: 0, repeats: 0, partial: true });
  expect(quarterNote(current)).toBe('6 so far, none read yet');
  expect(quarterNote(quarter('2026 Q1', { incidents: 0, reviewed: 0, repeats: 0 }))).toBe(
    '0 incidents',
  );
});
