import { expect, it } from 'vitest';

import { timeAxis, timeShare } from './time-axis';

it('reaches from the mark below the least to the mark above the most', () => {
  const axis = timeAxis([90, 4_000]);
  expect(axis.ticks.map(({ label }) => label)).toEqual(['1 min', '10 min', '1 h', '6 h']);
  expect([axis.ticks[0]?.share, axis.ticks.at(-1)?.share]).toEqual([0, 1]);
});

it('gives each tenfold the same room', () => {
  const axis = { low: 60, high: 6_000 };
  expect(timeShare(600, axis)).toBeCloseTo(0.5);
  expect([timeShare(1, axis), timeShare(9_000_000, axis)]).toEqual([0, 1]);
});

it('has room where nothing is known, and where all is beyond it', () => {
  expect(timeAxis([]).ticks.length).toBeGreaterThan(0);
  const axis = timeAxis([0, 90 * 24 * 3600]);
  expect(axis.ticks[0]?.label).toBe('10 s');
  expect(timeShare(90 * 24 * 3600, axis)).toBe(1);
});
