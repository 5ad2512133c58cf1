import { render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import IntervalChart from './IntervalChart.svelte';
import { layoutIntervals, VIEW, type IntervalPoint } from './interval';

const second: IntervalPoint = { label: 'Q2', value: 3 / 9, low: 0.12, high: 0.646, n: 9, k: 3 };
const third: IntervalPoint = { label: 'Q3', value: 4 / 13, low: 0.127, high: 0.576, n: 13, k: 4 };
const empty: IntervalPoint = { label: 'Q4', value: null, low: 0, high: 1, n: 0, k: 0 };

describe('layoutIntervals', () => {
  it('starts at zero and ends a whole step above the highest interval', () => {
    const { grid } = layoutIntervals([second, third]);
    expect(grid.map(({ share }) => Math.round(share * 100))).toEqual([0, 20, 40, 60, 80]);
    expect(grid[0]?.y).toBe(VIEW.bottom);
  });

  it('puts a value where its share of the axis is', () => {
    const half = layoutIntervals([{ ...third, value: 0.4, high: 0.8 }]);
    expect(half.last?.y).toBeCloseTo((VIEW.top + VIEW.bottom) / 2);
  });

  it('clips an interval above the frame, and only the interval', () => {
    const wide = { ...second, high: 0.95 };
    const [point] = layoutIntervals([wide, third]).runs[0] ?? [];
    expect(point?.clipped).toBe(true);
    expect(point?.highY).toBe(VIEW.top);

    const high = layoutIntervals([{ ...wide, value: 0.9 }]);
    expect(high.last?.clipped).toBe(false);
    expect(high.grid.at(-1)?.share).toBeCloseTo(1);
  });

  it('breaks the line where nothing is known', () => {
    const { runs, last } = layoutIntervals([second, empty, third, empty]);
    expect(runs.map((run) => run.map(({ label }) => label))).toEqual([['Q2'], ['Q3']]);
    expect(last?.label).toBe('Q3');
  });
});

describe('IntervalChart', () => {
  it('says every count, and the interval of the last', () => {
    render(IntervalChart, {
      title: 'Repeat Incident Rate by quarter',
      points: [{ ...second, group: '2026' }, third, empty],
      emptyWords: 'none read yet',
    });
    expect(screen.getByRole('img')).toHaveAccessibleName(
      'Repeat Incident Rate by quarter. Q2 2026 3 of 9, Q3 4 of 13, Q4 none read yet. 95% interval of the last: 13–58%.',
    );
    expect(screen.getByText('31%')).toBeInTheDocument();
  });

  it('draws a partial period open and dashed', () => {
    const { container } = render(IntervalChart, {
      title: 'Rate',
      points: [second, { ...third, partial: true }],
    });
    expect(container.querySelectorAll('.pt--open')).toHaveLength(1);
    expect(container.querySelectorAll('.line--dash')).toHaveLength(1);
  });

  it('marks a clipped interval with an arrow', () => {
    const { container } = render(IntervalChart, {
      title: 'Rate',
      points: [{ ...second, high: 0.95 }, third],
    });
    expect(container.querySelectorAll('.clip')).toHaveLength(1);
  });
});
