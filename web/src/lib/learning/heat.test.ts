import { expect, it } from 'vitest';

import { heatStep } from './heat';

it('has five steps between nothing and the most', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7].map((count) => heatStep(count, 7))).toEqual([
    0, 1, 2, 3, 3, 4, 5, 5,
  ]);
});

it('never leaves out what is there, nor climbs above the top', () => {
  expect(heatStep(1, 1_000_000)).toBe(1);
  expect(heatStep(8, 7)).toBe(5);
  expect(heatStep(0.6, 1)).toBe(3);
});

it('is nothing where there is nothing to compare', () => {
  expect(heatStep(3, 0)).toBe(0);
  expect(heatStep(-2, 7)).toBe(0);
  expect(heatStep(Number.NaN, 7)).toBe(0);
});

it('rises with the value', () => {
  for (let most = 1; most < 40; most += 1) {
    const steps = Array.from({ length: most + 1 }, (_, value) => heatStep(value, most));
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps.at(-1)).toBe(5);
  }
});
