import { render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { placeRate, rateAxis } from './rate-intervals';
import RateIntervals from './RateIntervals.svelte';

const rate = (value: number, low: number, high: number) => ({ value, low, high });
const rates = [rate(1.7, 0.7, 3.5), rate(0, 0, 1.5), rate(1.8, 0.6, 4.2), rate(2.3, 1.1, 4.2)];

describe('the axis', () => {
  it('starts at nought, has few round ticks and ends half a step beyond the last', () => {
    const axis = rateAxis(rates);
    expect(axis.ticks.map(({ value }) => value)).toEqual([0, 1, 2, 3]);
    expect(axis.end).toBe(3.5);
    expect(axis.ticks[0]?.share).toBe(0);
  });

  it('holds the rates, whatever size they are of', () => {
    for (const scale of [0.01, 0.3, 1, 7, 40, 900]) {
      const scaled = rates.map(({ value, low, high }) =>
        rate(value * scale, low * scale, high * scale),
      );
      const axis = rateAxis(scaled);
      expect(axis.ticks.length).toBeGreaterThan(1);
      expect(axis.ticks.length).toBeLessThanOrEqual(5);
      expect(scaled.every(({ value }) => value < axis.end)).toBe(true);
    }
  });

  it('is not stretched by one wide interval, nor by one rate that lies far off', () => {
    expect(rateAxis([...rates, rate(1, 0.03, 60)]).end).toBeLessThan(6);
    const many = [...rates, ...rates, rate(16.7, 2, 60)];
    const axis = rateAxis(many);
    expect(axis.end).toBeLessThan(6);
    expect(placeRate(rate(16.7, 2, 60), axis)).toMatchObject({ beyond: true, clipped: true });
  });

  it('stands with nothing to show', () => {
    expect(rateAxis([]).ticks).toHaveLength(2);
    expect(rateAxis([rate(0, 0, 0)]).end).toBeGreaterThan(0);
  });
});

describe('a rate on it', () => {
  const axis = rateAxis(rates);

  it('is clipped at the end, and only there', () => {
    expect(placeRate(rate(1, 0.5, 3.4), axis).clipped).toBe(false);
    expect(placeRate(rate(1, 0.5, 9), axis)).toMatchObject({ clipped: true, to: 1 });
  });

  it('keeps its share of the axis', () => {
    expect(placeRate(rate(1.75, 0, 3.5), axis)).toMatchObject({ value: 0.5, from: 0, to: 1 });
  });
});

it('draws a clipped interval with an arrow, and says both intervals', () => {
  const { container } = render(RateIntervals, {
    before: rate(1.7, 0.7, 9),
    after: rate(0, 0, 1.5),
    axis: rateAxis(rates),
    width: 300,
  });
  expect(container.querySelectorAll('.rate__arrow')).toHaveLength(1);
  expect(container.querySelector('.rate__before .rate__arrow')).not.toBeNull();
  expect(
    screen.getByRole('img', { name: /before 1.7, 0.7 to 9.0; after 0.0, 0.0 to 1.5/ }),
  ).toBeInTheDocument();
});

it('writes a rate beyond the axis in place of a point that would be wrong', () => {
  const { container } = render(RateIntervals, {
    before: rate(1.7, 0.7, 3),
    after: rate(16.7, 2, 60),
    axis: rateAxis(rates),
    width: 300,
  });
  expect(container.querySelectorAll('circle')).toHaveLength(1);
  expect(screen.getByText('17')).toBeInTheDocument();
});

it('has the numbers of the axis where no head has them', async () => {
  const props = { before: rate(1, 0, 2), after: rate(1, 0, 2), axis: rateAxis(rates), width: 200 };
  const { rerender } = render(RateIntervals, props);
  expect(screen.queryByText('3 per 100 days')).toBeNull();
  await rerender({ ...props, labelled: true });
  expect(screen.getByText('3 per 100 days')).toBeInTheDocument();
});
