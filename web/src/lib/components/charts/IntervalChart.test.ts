import { render, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import IntervalChart from './IntervalChart.svelte';
import { layoutIntervals, VIEW, type IntervalPoint } from './interval';
import { placeValue, spread, VALUE } from './interval-labels';

const second: IntervalPoint = { label: 'Q2', value: 3 / 9, low: 0.12, high: 0.646, n: 9, k: 3 };
const third: IntervalPoint = { label: 'Q3', value: 4 / 13, low: 0.127, high: 0.576, n: 13, k: 4 };
const empty: IntervalPoint = { label: 'Q4', value: null, low: 0, high: 1, n: 0, k: 0 };
const soFar: IntervalPoint = { ...third, label: 'Q4', value: 0.25, k: 2, n: 8, partial: true };
const lay = (points: IntervalPoint[], width = 520) => layoutIntervals(points, width);

describe('layoutIntervals', () => {
  it('starts at zero and ends a whole step above the highest interval', () => {
    const { grid } = lay([second, third]);
    expect(grid.map(({ share }) => Math.round(share * 100))).toEqual([0, 20, 40, 60, 80]);
    expect(grid[0]?.y).toBe(VIEW.bottom);
  });

  it('puts a value where its share of the axis is', () => {
    const half = lay([{ ...third, value: 0.4, high: 0.8 }]);
    expect(half.last?.y).toBeCloseTo((VIEW.top + VIEW.bottom) / 2);
  });

  it('fills the width it has, less the room for the words at its end', () => {
    for (const width of [320, 520, 700]) {
      expect(lay([second, third], width).last?.x).toBe(width - VIEW.labels);
    }
  });

  it('clips an interval above the frame, and only the interval', () => {
    const wide = { ...second, high: 0.95 };
    const [point] = lay([wide, third]).runs[0] ?? [];
    expect(point?.clipped).toBe(true);
    expect(point?.highY).toBe(VIEW.top);

    const high = lay([{ ...wide, value: 0.9 }]);
    expect(high.last?.clipped).toBe(false);
    expect(high.grid.at(-1)?.share).toBeCloseTo(1);
  });

  it('breaks the line where nothing is known', () => {
    const { runs, last } = lay([second, empty, third, empty]);
    expect(runs.map((run) => run.map(({ label }) => label))).toEqual([['Q2'], ['Q3']]);
    expect(last?.label).toBe('Q3');
  });

  it('emphasises the last period that is over, not the one that is not', () => {
    const { last, current } = lay([second, third, soFar]);
    expect([last?.label, current?.label]).toEqual(['Q3', 'Q4']);
    const first = lay([empty, soFar]);
    expect([first.last?.label, first.current]).toEqual(['Q4', undefined]);
  });

  it('draws the rolling year where it is known, also where the quarter is not', () => {
    const { year } = lay([
      { ...second, year: null },
      { ...third, year: 0.3 },
      { ...empty, year: 0.3 },
    ]);
    expect(year.map((run) => run.length)).toEqual([2]);
    expect(lay([{ ...empty, year: 0.9 }]).grid.at(-1)?.share).toBeCloseTo(1);
  });
});

describe('the words', () => {
  const meets = (layout: ReturnType<typeof lay>) => {
    const spot = placeValue(layout);
    const next = layout.current;
    if (!spot || !layout.last || !next) throw new Error('nothing to place');
    // Half way along the dashed line to the current quarter.
    const x = Math.min((layout.last.x + next.x) / 2, spot.x + VALUE.width);
    const share = (x - layout.last.x) / (next.x - layout.last.x);
    const y = layout.last.y + share * (next.y - layout.last.y);
    return x >= spot.x && y >= spot.y && y <= spot.y + VALUE.height;
  };

  it('stand beside the value when nothing leads on from it', () => {
    const layout = lay([second, third]);
    expect(placeValue(layout)?.x).toBeGreaterThan(layout.last?.x ?? 0);
  });

  it('are not struck out by the line to the current quarter, whether it rises or falls', () => {
    expect(meets(lay([second, third, soFar]))).toBe(false);
    expect(meets(lay([second, third, { ...soFar, value: 0.6 }]))).toBe(false);
  });

  it('keep apart at the right edge, within the frame', () => {
    expect(spread([100, 100], 30, 20, 160)).toEqual([85, 115]);
    expect(spread([110, 100], 30, 20, 160)).toEqual([120, 90]);
    expect(spread([155, 150], 30, 20, 160)).toEqual([160, 130]);
    expect(spread([160, 40], 30, 20, 160)).toEqual([160, 40]);
    expect(spread([20, 22, 45], 30, 20, 160)).toEqual([20, 50, 80]);
    expect(spread([], 30, 20, 160)).toEqual([]);
  });
});

describe('IntervalChart', () => {
  const draw = (points: IntervalPoint[]) =>
    render(IntervalChart, {
      title: 'Repeat Incident Rate by quarter',
      counts: 'Repeats of incidents read',
      points,
      emptyWords: 'none read yet',
    });

  it('has every count, share and interval in a table', () => {
    draw([{ ...second, group: '2026' }, { ...third, year: 0.29 }, empty]);
    const table = screen.getByRole('table', { name: 'Repeat Incident Rate by quarter' });
    const rows = within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) => [...row.children].map((cell) => cell.textContent));
    expect(rows).toEqual([
      ['Q2 2026', '3 of 9', '33%', '12–65%', '–'],
      ['Q3', '4 of 13', '31%', '13–58%', '29%'],
      ['Q4', 'none read yet', '–', '–', '–'],
    ]);
  });

  it('draws a partial period open and dashed, outside the band', () => {
    const { container } = draw([second, third, soFar]);
    expect(container.querySelectorAll('.pt--open')).toHaveLength(1);
    expect(container.querySelectorAll('.line--dash')).toHaveLength(1);
    expect(container.querySelector('.band')?.getAttribute('points')?.split(' ')).toHaveLength(4);
    expect(screen.getByText('so far, 2 of 8')).toBeInTheDocument();
  });

  it('says under a quarter that nothing is read yet', () => {
    const { container } = draw([second, empty]);
    const words = [...container.querySelectorAll('.chart__empty')].map((text) => text.textContent);
    expect(words).toEqual(['none', 'read yet']);
    expect(container.querySelectorAll('.line--dash')).toHaveLength(0);
  });

  it('marks a clipped interval with an arrow', () => {
    const { container } = draw([{ ...second, high: 0.95 }, third]);
    expect(container.querySelectorAll('.clip')).toHaveLength(1);
  });

  it('names the rolling year where its line ends', () => {
    const { container } = draw([
      { ...second, year: 0.2 },
      { ...third, year: 0.29 },
    ]);
    expect(container.querySelectorAll('.line--year')).toHaveLength(1);
    expect(screen.getByText('rolling year')).toBeInTheDocument();
  });
});
