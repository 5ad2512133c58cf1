import { describe, expect, it } from 'vitest';

import { entrySpot, nextSpot } from './heat-grid';

const filled = [
  [true, false, true],
  [false, false, false],
  [true, true, false],
];
const from = (row: number, column: number) => (key: string) =>
  nextSpot(filled, { row, column }, key);

describe('the arrow keys', () => {
  it('go to the next number, over what is empty', () => {
    expect(from(0, 0)('ArrowRight')).toEqual({ row: 0, column: 2 });
    expect(from(0, 0)('ArrowDown')).toEqual({ row: 2, column: 0 });
    expect(from(2, 1)('ArrowLeft')).toEqual({ row: 2, column: 0 });
  });

  it('stay at the edge', () => {
    expect(from(0, 2)('ArrowRight')).toBeUndefined();
    expect(from(0, 2)('ArrowDown')).toBeUndefined();
    expect(from(2, 1)('ArrowUp')).toBeUndefined();
    expect(from(0, 0)('ArrowLeft')).toBeUndefined();
  });

  it('go to the ends of the row', () => {
    expect(from(0, 0)('End')).toEqual({ row: 0, column: 2 });
    expect(from(2, 1)('Home')).toEqual({ row: 2, column: 0 });
    expect(from(1, 0)('End')).toBeUndefined();
  });

  it('leave every other key alone', () => {
    expect(from(0, 0)('Enter')).toBeUndefined();
    expect(from(0, 0)('j')).toBeUndefined();
  });
});

it('is entered where it was left, else at the first number', () => {
  expect(entrySpot(filled, { row: 2, column: 1 })).toEqual({ row: 2, column: 1 });
  expect(entrySpot(filled, { row: 1, column: 1 })).toEqual({ row: 0, column: 0 });
  expect(entrySpot(filled, undefined)).toEqual({ row: 0, column: 0 });
  expect(entrySpot([[false], []], undefined)).toBeUndefined();
});
