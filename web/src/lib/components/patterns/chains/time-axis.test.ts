import { describe, expect, it } from 'vitest';

import { quarterStart, timeAxis } from './time-axis';

const NOW = Date.parse('2026-10-14T12:00:00Z');
const labels = (first: string, width: number) =>
  timeAxis(Date.parse(first), NOW, 0, width).ticks.map(({ label }) => label);

describe('the time axis', () => {
  it('begins with the quarter of the first incident and ends now', () => {
    const { x, ticks } = timeAxis(Date.parse('2025-05-20'), NOW, 8, 1200);
    expect(x(Date.parse('2025-04-01'))).toBe(8);
    expect(x(NOW)).toBe(1200);
    expect(ticks[0]?.x).toBe(8);
    expect(quarterStart(Date.parse('2025-06-30T23:59:59Z'))).toBe(Date.parse('2025-04-01'));
  });

  it('names each quarter, and the year where it changes', () => {
    expect(labels('2025-05-20', 1200)).toEqual([
      'Q2 2025',
      'Q3',
      'Q4',
      'Q1 2026',
      'Q2',
      'Q3',
      'Q4',
    ]);
  });

  it('leaves words out where they would touch, and lines where they would crowd', () => {
    const years = labels('2022-01-20', 500);
    expect(years.filter(Boolean)).toEqual(['Q1 2022', 'Q1 2023', 'Q1 2024', 'Q1 2025', 'Q1 2026']);
    expect(years.length).toBe(20);
    expect(labels('2012-01-20', 500)).toHaveLength(15);
  });

  it('never puts two words within each other’s reach', () => {
    for (const first of ['2026-10-10', '2026-09-01', '2024-12-31', '2019-02-03']) {
      for (let width = 300; width < 1400; width += 37) {
        const { ticks } = timeAxis(Date.parse(first), NOW, 0, width);
        const at = ticks.filter(({ label }) => label).map(({ x }) => x);
        at.slice(1).forEach((x, index) => expect(x - (at[index] ?? 0)).toBeGreaterThanOrEqual(56));
      }
    }
  });

  it('keeps to its ends whatever it is asked', () => {
    const { x } = timeAxis(NOW + 1, NOW, 10, 500);
    expect(x(NOW + 1e12)).toBe(500);
    expect(x(0)).toBe(10);
  });
});
