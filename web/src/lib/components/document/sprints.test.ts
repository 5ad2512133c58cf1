import { describe, expect, it } from 'vitest';

import { sprintOn } from './sprints';

const cadence = { starts_on: '2026-01-05', first_number: 20, length_days: 14 };

describe('sprintOn', () => {
  it.each([
    ['2026-01-05', 20],
    ['2026-01-18', 20],
    ['2026-01-19', 21],
    ['2026-01-04', 19],
    ['2025-12-21', 18],
  ])('puts %s into sprint %i', (day, sprint) => {
    expect(sprintOn(day, cadence)).toBe(sprint);
  });
});
