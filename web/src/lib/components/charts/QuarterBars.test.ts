import { render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { BARS, layoutQuarterBars, type QuarterValue } from './quarter-bars';
import QuarterBars from './QuarterBars.svelte';

function quarters(...values: number[]): QuarterValue[] {
  return values.map((value, index) => ({ value, partial: index === values.length - 1 }));
}

describe('the scale', () => {
  it('is the same for all rows, from nought', () => {
    const { bars } = layoutQuarterBars(quarters(1, 2, 4, 1), 4, false);
    const [one = 0, two = 0, four = 0] = bars.map(({ height }) => height);
    expect(two).toBeCloseTo(2 * one);
    expect(four).toBeCloseTo(4 * one);
    expect(bars.slice(0, 3).every(({ y, height }) => y + height === BARS.base)).toBe(true);
    expect(layoutQuarterBars(quarters(4, 0), 8, false).bars[0]?.height).toBeCloseTo(four / 2);
  });

  it('shows what is there however little it is, and nothing where there is nothing', () => {
    const { bars } = layoutQuarterBars(quarters(1, 0, 0, 0), 10_000, false);
    expect(bars.map(({ height }) => height)).toEqual([2]);
    expect(layoutQuarterBars(quarters(0, 0), 0, true).bars).toEqual([]);
  });

  it('does not leave its frame when a value is above the greatest', () => {
    const { bars } = layoutQuarterBars(quarters(9, 1), 3, false);
    expect(bars[0]?.y).toBeGreaterThanOrEqual(0);
  });

  it('is as wide as its quarters', () => {
    expect(layoutQuarterBars(quarters(1, 1, 1, 1, 1, 1, 1, 1), 1, false).width).toBe(116);
    expect(layoutQuarterBars([], 1, false).width).toBe(1);
  });
});

describe('the emphasis', () => {
  const marked = (growing: boolean) =>
    layoutQuarterBars(quarters(1, 1, 1, 1), 1, growing).bars.map((bar) => bar.isEmphasised);

  it('falls on the last two quarters that are over, only when it grows', () => {
    expect(marked(true)).toEqual([false, true, true, false]);
    expect(marked(false)).toEqual([false, false, false, false]);
  });
});

it('draws the quarter that is not over as an outline, and says the numbers', () => {
  const { container } = render(QuarterBars, {
    quarters: quarters(1, 3, 2),
    most: 3,
    growing: true,
    spoken: '1, 3, 2 so far',
  });
  expect(screen.getByRole('img', { name: '1, 3, 2 so far' })).toBeInTheDocument();
  expect(container.querySelectorAll('rect.partial')).toHaveLength(1);
  expect(container.querySelectorAll('rect.highlight')).toHaveLength(2);
});
