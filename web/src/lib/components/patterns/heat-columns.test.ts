import { expect, it } from 'vitest';

import { columnsApart, columnsBeside } from './heat-columns';

it('shows as many services beside the factors as there is room for', () => {
  expect(columnsBeside(1344, 8)).toBe(6);
  expect(columnsBeside(1344, 2)).toBe(2);
  expect(columnsBeside(1144, 8)).toBe(3);
  expect(columnsBeside(1050, 8)).toBe(0);
  expect(columnsBeside(1344, 0)).toBe(0);
  expect(columnsBeside(0, 8)).toBe(0);
});

it('gives the heat a table of its own where there is none', () => {
  expect(columnsApart(358, 8)).toBe(5);
  expect(columnsApart(960, 8)).toBe(8);
  expect(columnsApart(0, 8)).toBe(0);
});
